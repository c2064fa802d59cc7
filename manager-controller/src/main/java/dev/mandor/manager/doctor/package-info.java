/**
 * {@code manager check}: looks at all that the manager needs, and says what is wrong and what helps. Facts are gathered behind
 * {@link dev.mandor.manager.nginx.CommandRunner} and the file system; what they mean is decided by pure functions. It changes
 * nothing: into folders it writes a file and takes it away.
 */
package dev.mandor.manager.doctor;
