/**
 * What happened, line by line: {@link dev.mandor.manager.journal.Journal} keeps heartbeats and decisions on the disk, off the way
 * of a decision; {@link dev.mandor.manager.journal.Recording} reads them back. What was decided, and what a replay decides, are
 * told by one {@link dev.mandor.manager.journal.Summary} each. Knows the core and neither nginx nor the shell.
 */
package dev.mandor.manager.journal;
