/** The HTTP by which both daemons show themselves: read only, on few threads of its own. What is shown is theirs to say. */
package dev.mandor.http;
