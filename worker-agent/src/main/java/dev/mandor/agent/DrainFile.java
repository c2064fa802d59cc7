package dev.mandor.agent;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file by which an operator takes this node out of service and back without stopping the agent: the node is drained while
 * it exists, whatever it holds. A file needs no open port and no signal, outlives a restart of the agent, and may be made
 * by whoever may write there. A directory of that name drains nothing.
 */
record DrainFile(Path path) {
    boolean exists() {
        return Files.isRegularFile(path);
    }

    /**
     * Returns whether the node was not drained before.
     *
     * @throws IOException with a sentence for the user
     */
    boolean create() throws IOException {
        try {
            Files.createFile(path);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (exists()) {
                return false;
            }
            throw new IOException("the drain file " + path + " cannot be made: something else has that name", e);
        } catch (IOException e) {
            throw new IOException("the drain file " + path + " cannot be made: " + reason(e), e);
        }
    }

    /**
     * Returns whether the node was drained before.
     *
     * @throws IOException with a sentence for the user
     */
    boolean remove() throws IOException {
        try {
            return exists() && Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new IOException("the drain file " + path + " cannot be removed: " + reason(e), e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "its directory does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof FileSystemException fault && fault.getReason() != null ? fault.getReason() : e.toString();
    }
}
