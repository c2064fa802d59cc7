package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.Strategy.Settings;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.RoutingTable.Route;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.nginx.LabelledService;
import dev.mandor.manager.nginx.NginxConfigRenderer;
import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Labels are written by whoever may deploy a service: whatever they say, nginx's file says the same as without them. */
class HostileLabelsTest {
    private static final String HOSTILE_LETTERS = "\n\r\0\t;{}\"'$#\\/ \u00e9\u2028\u202e\ud83d";
    private static final List<String> HOSTILE_TEXTS = List.of(
            "x; } server { listen 6666",
            "x\nserver 6.6.6.6:80;",
            "${host}",
            "a # comment",
            "\"quoted\"",
            "include /etc/passwd;",
            "~^(.*)$",
            "[\"json\"]",
            "{}",
            "x".repeat(100_000),
            "9".repeat(100_000));

    private final NginxConfigRenderer renderer = new NginxConfigRenderer(80, Duration.ofMillis(100));

    @Test
    void onlyServicesWhoseLabelsAreAllRightReachTheFile() {
        for (long seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            List<LabelledService> right = new ArrayList<>();
            List<LabelledService> all = new ArrayList<>();
            for (int number = 0; number < 6; number++) {
                LabelledService service = service(number);
                if (random.nextBoolean()) {
                    right.add(service);
                    all.add(service);
                } else {
                    all.add(spoilt(service, random));
                }
            }

            assertThat(file(all)).as("seed %d", seed).isEqualTo(file(right));
        }
    }

    private static LabelledService service(int number) {
        Map<String, String> labels = new HashMap<>(Map.of(
                "mandor.enable",
                "true",
                "mandor.port",
                Integer.toString(9000 + number),
                "mandor.strategy",
                "least-conn"));
        if (number > 0) {
            labels.put("mandor.host", "host" + number + ".example.org");
        }
        return new LabelledService("shop_" + number, labels);
    }

    private static LabelledService spoilt(LabelledService service, Random random) {
        Map<String, String> labels = new HashMap<>(service.labels());
        switch (random.nextInt(5)) {
            case 0 -> labels.put("mandor.port", spoilt("9000", random));
            case 1 -> labels.put("mandor.host", spoilt("api.example.org", random));
            case 2 -> labels.put("mandor.strategy", spoilt("round-robin", random));
            case 3 -> labels.remove("mandor.port");
            default -> {
                return new LabelledService(spoilt("shop", random), labels);
            }
        }
        return new LabelledService(service.name(), labels);
    }

    // In the middle: blanks around a value are forgiven.
    private static String spoilt(String text, Random random) {
        if (random.nextBoolean()) {
            return HOSTILE_TEXTS.get(random.nextInt(HOSTILE_TEXTS.size()));
        }
        int place = 1 + random.nextInt(text.length() - 1);
        char letter = HOSTILE_LETTERS.charAt(random.nextInt(HOSTILE_LETTERS.length()));
        return text.substring(0, place) + letter + text.substring(place);
    }

    private String file(List<LabelledService> labelled) {
        Settings settings = new Settings(Threshold.parse("5%"), MinFree.DEFAULT, Factors.DEFAULT, Sticky.NONE);
        ServiceCatalog catalog = new ServiceRules(List.of(), Strategy.MAX_FREE_MEMORY, settings)
                .of(labelled)
                .catalog();
        List<Route> routes = catalog.services().stream()
                .map(service -> new Route(service, plan("worker1", "worker2")))
                .toList();
        return renderer.render(new RoutingTable(routes), Endpoint.parse("192.168.56.101:8080"))
                .text();
    }
}
