package dev.mandor.manager.nginx;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each nginx logs anyway, asked once when it is first seen: what is changed in its files later counts for the next
 * container, or the next start of the manager. Used by the applier's thread only.
 */
final class KnownLogs {
    private static final Logger log = LoggerFactory.getLogger(KnownLogs.class);

    private final ConfigInstaller installer;
    private final boolean areReplaced;
    private final TrafficTarget traffic;
    private final Map<String, UserLogs> known = new HashMap<>();
    private final Set<String> met = new HashSet<>();
    private final Map<String, String> told = new HashMap<>();

    /** @param areReplaced whether our sites log to a file of their own anyway, and so nothing need be asked */
    KnownLogs(ConfigInstaller installer, boolean areReplaced, TrafficTarget traffic) {
        this.installer = installer;
        this.areReplaced = areReplaced;
        this.traffic = traffic;
    }

    /** Asks an instance that is new, and tells the traffic of the file that lies there. */
    UserLogs of(NginxInstance instance) throws InterruptedException {
        if (traffic == TrafficTarget.NONE) {
            return UserLogs.unknown("nobody listens");
        }
        if (met.add(instance.id())) {
            lookInto(instance);
        }
        if (areReplaced) {
            return new UserLogs(List.of(), Optional.empty());
        }
        UserLogs logs = known.get(instance.id());
        if (logs == null) {
            logs = ask(instance);
            known.put(instance.id(), logs);
        }
        return logs;
    }

    /** Some nginx has just found its files good. Where it could not be asked before, it is asked again. */
    void onInstalled() {
        known.values().removeIf(logs -> logs.obstacle().isPresent());
    }

    void forgetAllBut(Collection<String> ids) {
        known.keySet().retainAll(ids);
        met.retainAll(ids);
        told.keySet().retainAll(ids);
    }

    private void lookInto(NginxInstance instance) throws InterruptedException {
        try {
            String text = installer.installed(instance).orElse("");
            NginxConfigReader.samplingIn(text).ifPresent(traffic::onFound);
            NginxConfigReader.versionIn(text).ifPresent(traffic::onConfig);
        } catch (IOException | RuntimeException e) {
            met.remove(instance.id()); // who keeps it at the plan meets the same, and says so
        }
    }

    private UserLogs ask(NginxInstance instance) throws InterruptedException {
        UserLogs logs;
        try {
            logs = installer.userLogs(instance);
        } catch (IOException | RuntimeException e) { // the plan matters more
            logs = UserLogs.unknown(String.valueOf(e.getMessage()));
        }
        logs.obstacle()
                .filter(why -> !why.equals(told.put(instance.id(), why)))
                .ifPresent(why -> log.warn(
                        "what clients get of nginx {} stays unknown, since its own log could not go on beside: {}; give"
                                + " --access-log a path, or --traffic off",
                        instance.id().substring(0, Math.min(12, instance.id().length())),
                        why));
        return logs;
    }
}
