/** What both daemons need of a command line, a log and a process. Nothing here knows what a heartbeat is. */
package dev.mandor.daemon;
