package dev.mandor.daemon;

import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The version of the jar that holds the command, as the build wrote it into the manifest. */
public final class Version implements IVersionProvider {
    @Spec
    private CommandSpec command;

    /** As {@code 0.1.0}; {@code development} when {@code type} was not loaded from a built jar. */
    public static String of(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        String version = of(command.root().userObject().getClass());
        return new String[] {"Mandor " + command.root().name() + " " + version + " (Java " + Runtime.version() + ")"};
    }
}
