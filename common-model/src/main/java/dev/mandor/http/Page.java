package dev.mandor.http;

import java.io.IOException;

/** Something that can be read over HTTP. Called by any thread of its server, by several at once. */
@FunctionalInterface
public interface Page {
    Answer answer() throws IOException;
}
