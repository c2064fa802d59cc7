package dev.mandor.manager;

import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service as it is named on the command line: {@code web=8080} or {@code api=9000@api.example.org}. */
record ServiceOption(ServiceName name, int port, Optional<HostName> host) {
    /** The one there is when the user names none: at the port that the agents report, whatever name clients use. */
    static final ServiceName USUAL = new ServiceName("workers");

    private static final Pattern OPTION = Pattern.compile("([^=@]+)=([0-9]+)(?:@(.+))?");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /** @throws IllegalArgumentException when {@code text} is anything else */
    static ServiceOption parse(String text) {
        Matcher matcher = OPTION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected NAME=PORT or NAME=PORT@HOST, such as api=9000@api.example.org");
        }
        return new ServiceOption(
                new ServiceName(matcher.group(1)),
                port(matcher.group(2)),
                Optional.ofNullable(matcher.group(3)).map(HostName::new));
    }

    /** @throws IllegalArgumentException when {@code text} is no port */
    static int port(String text) {
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535");
        }
        return port;
    }

    Service service(SelectionPolicy policy) {
        return new Service(name, OptionalInt.of(port), host, policy);
    }

    static Service usual(SelectionPolicy policy) {
        return new Service(USUAL, OptionalInt.empty(), Optional.empty(), policy);
    }
}
