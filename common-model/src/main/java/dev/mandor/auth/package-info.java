/** Who may report: the keys with which heartbeats are signed, the files that hold them, and the signature's form. */
package dev.mandor.auth;
