package dev.mandor.manager.nginx;

/** The whole text of the file that nginx includes. Two that are equal need no reload between them. */
public record NginxConfig(String text) {}
