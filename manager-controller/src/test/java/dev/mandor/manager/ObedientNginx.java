package dev.mandor.manager;

import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.nginx.ApplyListener;
import dev.mandor.manager.nginx.NginxConfig;
import dev.mandor.manager.nginx.PlanTarget;
import java.time.Duration;
import java.util.Optional;

/** Takes each plan at once, and says so. Owned by the thread that decides. */
final class ObedientNginx implements PlanTarget {
    private final ApplyListener listener;
    private Optional<RoutingTable> has = Optional.empty();

    ObedientNginx(ApplyListener listener) {
        this.listener = listener;
    }

    @Override
    public void want(RoutingTable table, boolean settled) {
        if (settled && !has.equals(Optional.of(table))) {
            has = Optional.of(table);
            listener.onBegin(ApplyListener.Step.INSTALL);
            listener.onInstalled(new NginxConfig("...", "abc123"), Duration.ofMillis(120));
            listener.onLook(Optional.empty());
        }
    }

    @Override
    public Serving serving(ServiceName service) {
        return has.flatMap(table -> table.plan(service)).map(Serving::of).orElse(Serving.NOTHING);
    }
}
