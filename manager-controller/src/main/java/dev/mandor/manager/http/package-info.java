/** The manager's HTTP: what it shows, read only, off the way of every decision. */
package dev.mandor.manager.http;
