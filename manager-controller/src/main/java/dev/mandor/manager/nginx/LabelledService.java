package dev.mandor.manager.nginx;

import java.util.Map;

/** A Swarm service as the engine tells of it. Nothing of it is checked: a name or label may be any text. */
public record LabelledService(String name, Map<String, String> labels) {
    public LabelledService {
        labels = Map.copyOf(labels);
    }
}
