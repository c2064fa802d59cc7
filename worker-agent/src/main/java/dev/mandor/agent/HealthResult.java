package dev.mandor.agent;

/** What one look at the web service showed, with the reason for people. */
record HealthResult(boolean healthy, String reason) {}
