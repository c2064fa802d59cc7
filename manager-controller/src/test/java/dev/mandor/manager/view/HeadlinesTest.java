package dev.mandor.manager.view;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.TestNodes;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.probe.FallbackAnswer;
import dev.mandor.manager.probe.Probes;
import dev.mandor.manager.probe.Report;
import dev.mandor.manager.probe.SiteAnswer;
import dev.mandor.manager.probe.SiteAnswer.Kind;
import dev.mandor.manager.view.Overview.Verdict;
import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class HeadlinesTest {
    private static final Service SERVICE = TestNodes.service(new LeastConn());
    private static final ServiceName NAME = SERVICE.name();
    private static final RoutingPlan WORKER1 = plan("worker1", "worker2");
    private static final Endpoint FALLBACK = Endpoint.parse("10.9.9.9:8080");
    private static final NginxWatch.State APPLIED =
            new NginxWatch.State(true, Optional.empty(), Optional.of("abc"), Durations.NONE, 0);
    private static final NginxWatch.State LACKING =
            new NginxWatch.State(false, Optional.of("docker cp: no space"), Optional.of("abc"), Durations.NONE, 1);
    private static final NginxWatch.State UNHEARD =
            new NginxWatch.State(false, Optional.empty(), Optional.empty(), Durations.NONE, 0);

    private Optional<SiteAnswer> site = Optional.empty();
    private Optional<String> fallbackObstacle = Optional.empty();
    private Map<ServiceName, Double> rates = Map.of();

    @Test
    void workerThatAnswersServes() {
        site = answered(endpoint("worker1"), 200);
        assertHeadline(WORKER1, APPLIED, Verdict.SERVING, "serving: worker1 answers");

        rates = Map.of(NAME, 12.3);
        assertHeadline(WORKER1, APPLIED, Verdict.SERVING, "serving: worker1 answers, 12 requests/s");
    }

    @Test
    void nothingIsServedBeforeARequestWasTried() {
        assertHeadline(
                WORKER1,
                APPLIED,
                Verdict.STARTING,
                "starting: worker1 serves, backups: worker2, and no request was tried yet");
    }

    @Test
    void deadFallbackMeansErrorsWhateverThePlanSays() {
        fallbackObstacle = Optional.of("refuses connections");
        site = answered(endpoint("worker1"), 200); // a while ago

        assertHeadline(
                RoutingPlan.FALLBACK_ONLY,
                APPLIED,
                Verdict.FAILING,
                "clients get errors: no worker can serve, and the fallback 10.9.9.9:8080 refuses connections");
    }

    @Test
    void deadFallbackThatNobodyNeedsIsNoTroubleOfClients() {
        fallbackObstacle = Optional.of("refuses connections");
        site = answered(endpoint("worker1"), 200);

        assertHeadline(WORKER1, APPLIED, Verdict.SERVING, "serving: worker1 answers");
    }

    @Test
    void fallbackThatAnswersIsDegraded() {
        site = answered(FALLBACK, 200);

        assertHeadline(
                RoutingPlan.FALLBACK_ONLY,
                APPLIED,
                Verdict.DEGRADED,
                "degraded: the fallback 10.9.9.9:8080 answers, no worker does");
        assertHeadline(
                WORKER1,
                APPLIED,
                Verdict.DEGRADED,
                "degraded: the fallback 10.9.9.9:8080 answers, no worker does, though by the plan worker1 serves, backups:"
                        + " worker2");
    }

    @Test
    void anotherSiteIsNamedWithWhatItSaysOfItself() {
        site = Optional.of(new SiteAnswer(Kind.ANOTHER_SITE, Optional.empty(), 404, "nginx/1.22.1"));

        assertHeadline(
                WORKER1,
                APPLIED,
                Verdict.FAILING,
                "clients reach another site: what answers at 10.0.0.200:80 (status 404, nginx/1.22.1) is not Mandor's");
    }

    @Test
    void nginxThatReachesNobodyGivesErrors() {
        site = Optional.of(new SiteAnswer(Kind.NGINX, Optional.empty(), 502, ""));

        assertHeadline(
                WORKER1,
                APPLIED,
                Verdict.FAILING,
                "clients get errors: nginx reaches neither a worker nor the fallback, and answers with status 502");
    }

    @Test
    void applicationThatFailsIsDegradedAndNamed() {
        site = answered(endpoint("worker1"), 500);

        assertHeadline(
                WORKER1,
                APPLIED,
                Verdict.DEGRADED,
                "clients get errors of the application: worker1 answers with status 500");
    }

    @Test
    void nginxThatLacksThePlanIsTheHeadlineUnlessClientsFeelWorse() {
        site = answered(endpoint("worker1"), 200);
        assertHeadline(
                WORKER1,
                LACKING,
                Verdict.DEGRADED,
                "degraded: nginx runs another plan than the wanted one: docker cp: no space (serving: worker1 answers)");

        site = Optional.of(new SiteAnswer(Kind.REFUSED, Optional.empty(), 0, "Connection refused"));
        assertHeadline(
                WORKER1, LACKING, Verdict.FAILING, "clients get no connection at 10.0.0.200:80: Connection refused");
    }

    @Test
    void whatIsOnlySupposedToBeNginxIsNotKnown() {
        site = Optional.of(new SiteAnswer(Kind.UNREACHABLE, Optional.empty(), 0, "Connection refused"));

        assertHeadline(
                WORKER1,
                APPLIED,
                Verdict.DEGRADED,
                "unknown what clients get: nothing accepts connections at 10.0.0.200:80 (Connection refused), where nginx is"
                        + " supposed to be; by the plan worker1 serves, backups: worker2");
    }

    @Test
    void nothingHeardOfNginxIsUnknownAndNotFine() {
        Headline headline = Headlines.ofAll(headlines(WORKER1), UNHEARD, false);

        assertThat(headline.verdict()).isEqualTo(Verdict.STARTING);
        assertThat(headline.sentence()).isEqualTo("unknown: nothing was heard of nginx yet");
    }

    @Test
    void worstOfSeveralServicesIsTheHeadline() {
        Service api = new Service(new ServiceName("api"), OptionalInt.empty(), Optional.empty(), new LeastConn());
        Map<Service, Headline> services = new LinkedHashMap<>();
        services.put(api, Headline.failing("clients get errors: x", "y"));
        services.put(SERVICE, Headline.serving("serving: worker1 answers"));
        assertThat(Headlines.ofAll(services, APPLIED, true).sentence()).isEqualTo("api: clients get errors: x");

        services.put(api, Headline.serving("serving: worker2 answers"));
        assertThat(Headlines.ofAll(services, APPLIED, true).sentence())
                .isEqualTo("serving: workers answer for each of 2 services");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "SERVER")
    void whoeverElseAnswersThereIsSomethingThatHelps(Kind kind) {
        site = Optional.of(new SiteAnswer(kind, Optional.empty(), 502, "x"));

        Headline headline = Headlines.ofAll(headlines(WORKER1), APPLIED, true);

        assertThat(headline.remedy()).isNotBlank();
        assertThat(headline.verdict()).isIn(Verdict.DEGRADED, Verdict.FAILING);
    }

    private void assertHeadline(RoutingPlan plan, NginxWatch.State nginx, Verdict verdict, String sentence) {
        Headline headline = Headlines.ofAll(headlines(plan), nginx, true);
        assertThat(headline.sentence()).isEqualTo(sentence);
        assertThat(headline.verdict()).isEqualTo(verdict);
    }

    private Map<Service, Headline> headlines(RoutingPlan plan) {
        Map<ServiceName, Report<SiteAnswer>> sites = site.map(
                        answer -> Map.of(NAME, new Report<>(answer, Duration.ofSeconds(7))))
                .orElse(Map.of());
        Map<ServiceName, Report<FallbackAnswer>> fallbacks =
                Map.of(NAME, new Report<>(new FallbackAnswer(FALLBACK, fallbackObstacle), Duration.ZERO));
        Probes probes = new Probes(true, Optional.of(Endpoint.parse("10.0.0.200:80")), sites, fallbacks);
        return new Headlines(probes, rates).ofEach(Map.of(SERVICE, plan));
    }

    private static Optional<SiteAnswer> answered(Endpoint server, int status) {
        return Optional.of(new SiteAnswer(Kind.SERVER, Optional.of(server), status, ""));
    }
}
