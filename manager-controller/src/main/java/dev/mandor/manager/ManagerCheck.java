package dev.mandor.manager;

import dev.mandor.manager.doctor.Check;
import dev.mandor.manager.doctor.Finding;
import dev.mandor.manager.doctor.RunningManager;
import dev.mandor.manager.view.Overview;
import dev.mandor.manager.view.StatusJson;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Whether heartbeats arrive and what comes of them: asked of the manager that runs here, if one does. It has the port, and knows what
 * it hears and refuses. Where none answers, the port is listened on.
 */
final class ManagerCheck implements Check.Look {
    private final ManagerClient manager;
    private final HeartbeatCheck otherwise;

    ManagerCheck(ManagerClient manager, HeartbeatCheck otherwise) {
        this.manager = manager;
        this.otherwise = otherwise;
    }

    @Override
    public void at(Consumer<Finding> tell) throws InterruptedException {
        Overview overview;
        try {
            overview = StatusJson.read(manager.ask("/api/v1/status"));
        } catch (IOException | IllegalArgumentException e) {
            otherwise.at(tell);
            return;
        }
        tell.accept(Finding.ok("a manager runs and answers at " + manager.site() + ", version " + overview.version()));
        RunningManager.findings(overview).forEach(tell);
    }
}
