package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.manager.ServiceRules.Findings;
import dev.mandor.manager.Strategy.Settings;
import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.RoundRobin;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.nginx.LabelledService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceRulesTest {
    private static final Settings SETTINGS =
            new Settings(Threshold.parse("5%"), MinFree.DEFAULT, Factors.DEFAULT, Sticky.IP_HASH);

    @Test
    void withoutFlagsAndLabelsThereIsTheUsualService() {
        assertThat(names(rules().of(List.of()))).containsExactly("workers");
    }

    @Test
    void usualServiceStaysBesideThoseThatHaveAHost() {
        assertThat(names(rules().of(List.of(labelled("api", "9000", "api.example.org")))))
                .containsExactly("api=9000@api.example.org", "workers");
    }

    @Test
    void usualServiceGivesWayToOneWithoutAHost() {
        assertThat(names(rules().of(List.of(labelled("web", "8080"))))).containsExactly("web=8080");
    }

    @Test
    void usualServiceDoesNotGiveWayToOneThatIsLeftOut() {
        assertThat(names(rules().of(List.of(labelled("web", "none"))))).containsExactly("workers");
    }

    @Test
    void nameOfTheUsualServiceCanBeHadInItsPlaceOnly() {
        assertThat(names(rules().of(List.of(labelled("workers", "8080"))))).containsExactly("workers=8080");

        Findings beside = rules().of(List.of(labelled("workers", "8080", "w.example.org")));
        assertThat(names(beside)).containsExactly("workers");
        assertThat(beside.complaints()).containsEntry("workers", "there is a service workers already");

        assertThat(names(rules().of(List.of(labelled("workers", "8080", "w.example.org"), labelled("zoo", "9000")))))
                .containsExactly("workers=8080@w.example.org", "zoo=9000");
    }

    @Test
    void withFlagsThereIsNoUsualService() {
        assertThat(names(rules("api=9000@api.example.org").of(List.of()))).containsExactly("api=9000@api.example.org");
    }

    @Test
    void flagsWinOverLabels() {
        Findings found = rules("web=8080", "api=9000@api.example.org")
                .of(List.of(
                        labelled("api", "9001", "other.example.org"),
                        labelled("blog", "9002"),
                        labelled("ipa", "9003", "API.example.org"),
                        labelled("wiki", "9004", "wiki.example.org")));

        assertThat(names(found)).containsExactly("api=9000@api.example.org", "web=8080", "wiki=9004@wiki.example.org");
        assertThat(found.complaints())
                .containsExactly(
                        Map.entry("api", "there is a service api already"),
                        Map.entry(
                                "blog",
                                "web and blog both have no host name; only one service can answer whatever name clients"
                                        + " use"),
                        Map.entry("ipa", "api and ipa both want the host api.example.org"));
    }

    @Test
    void amongLabelledOnesTheFirstByNameWinsInWhateverOrderTheyAreRead() {
        List<LabelledService> read = List.of(
                labelled("b", "9000"),
                labelled("A", "9001"),
                labelled("d", "9000", "x.org"),
                labelled("c", "9001", "x.org"));
        List<LabelledService> reversed = Stream.of(3, 2, 1, 0).map(read::get).toList();

        assertThat(names(rules().of(read))).containsExactly("a=9001", "c=9001@x.org");
        assertThat(rules().of(reversed)).isEqualTo(rules().of(read));
        assertThat(rules().of(read).complaints()).containsOnlyKeys("b", "d");
    }

    @Test
    void flagsThatCannotBeBesideEachOtherAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules("web=8080", "api=9000"))
                .withMessageContaining("both have no host name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules("web=8080", "web=9000@x.org"))
                .withMessage("there is a service web already");
    }

    @Test
    void twoServicesMayShareAPort() {
        assertThat(names(rules().of(List.of(labelled("a", "9000", "a.org"), labelled("b", "9000", "b.org")))))
                .containsExactly("a=9000@a.org", "b=9000@b.org", "workers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "65535", " 9000 ", "09000"})
    void portsAreTheseNumbers(String port) {
        assertThat(rules().of(List.of(labelled("api", port))).complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "65536", "-1", "+1", "", " ", "9e3", "90 00", "8080/tcp", "99999999999", "\u0661", "true"})
    void whatIsNoPortIsNamed(String port) {
        assertThat(rules().of(List.of(labelled("api", port))).complaints())
                .containsExactly(Map.entry("api", "mandor.port: a port is a number from 1 to 65535"));
    }

    @Test
    void missingPortIsNamed() {
        LabelledService service = new LabelledService("api", Map.of("mandor.enable", "true"));

        assertThat(rules().of(List.of(service)).complaints()).containsEntry("api", "mandor.port is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a;b", "a_b", "a..b", "-a", "a,b", "https://a", "a:80", "$host", "~^a"})
    void whatIsNoHostIsNamed(String host) {
        assertThat(rules().of(List.of(labelled("api", "9000", host))).complaints())
                .containsExactly(
                        Map.entry("api", "mandor.host: a host is a name such as api.example.org or *.example.org"));
    }

    @Test
    void strategyIsTheOneOfTheLabelOrElseOfTheCommandLine() {
        assertThat(rules().of(List.of(with("least-conn"))).catalog().services())
                .extracting(Service::policy)
                .containsExactly(new LeastConn());
        assertThat(rules().of(List.of(labelled("web", "8080"))).catalog().services())
                .extracting(Service::policy)
                .containsExactly(new MaxFreeMemory(SETTINGS.threshold()));
    }

    @Test
    void stickinessHoldsWhereItCan() {
        assertThat(rules().of(List.of(with("round-robin"))).catalog().services())
                .extracting(Service::policy)
                .containsExactly(new RoundRobin(Balancing.IP_HASH));
    }

    @Test
    void unknownStrategyIsNamedWithThoseThatThereAre() {
        assertThat(rules().of(List.of(with("fastest"))).complaints().get("api"))
                .startsWith("mandor.strategy: no such strategy; there is max-free-memory");
    }

    @ParameterizedTest
    @CsvSource({"shop_api, shop_api", "Shop-API, shop-api", "9lives, 9lives"})
    void nameIsThatOfTheSwarmServiceInLowerCase(String name, String expected) {
        assertThat(names(rules().of(List.of(labelled(name, "9000"))))).containsExactly(expected + "=9000");
    }

    @Test
    void nameThatCannotBeFitIsNamedAsFarAsALogCanShowIt() {
        assertThat(rules().of(List.of(labelled("a\nWARN b", "9000"), labelled("x".repeat(100_000), "9000")))
                        .complaints())
                .containsOnlyKeys("a?WARN?b", "x".repeat(63))
                .allSatisfy((name, complaint) -> assertThat(complaint).startsWith("a service's name is 1 to 63 "));
    }

    @Test
    void namesThatDifferInCaseOnlyAreOneName() {
        Findings found = rules().of(List.of(labelled("shop", "9000", "a.org"), labelled("Shop", "9001", "b.org")));

        assertThat(names(found)).containsExactly("shop=9001@b.org", "workers");
        assertThat(found.complaints()).containsOnlyKeys("shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "TRUE", "1", "yes", ""})
    void serviceThatIsNotEnabledIsNoneOfOurs(String value) {
        Findings found =
                rules().of(List.of(new LabelledService("api", Map.of("mandor.enable", value, "mandor.port", "9000"))));

        assertThat(names(found)).containsExactly("workers");
        assertThat(found.complaints()).isEmpty();
    }

    private static ServiceRules rules(String... options) {
        return new ServiceRules(
                Stream.of(options).map(ServiceOption::parse).toList(), Strategy.MAX_FREE_MEMORY, SETTINGS);
    }

    private static LabelledService labelled(String name, String port) {
        return new LabelledService(name, Map.of("mandor.enable", "true", "mandor.port", port));
    }

    private static LabelledService labelled(String name, String port, String host) {
        Map<String, String> labels = new HashMap<>(labelled(name, port).labels());
        labels.put("mandor.host", host);
        return new LabelledService(name, labels);
    }

    private static LabelledService with(String strategy) {
        return new LabelledService(
                "api", Map.of("mandor.enable", "true", "mandor.port", "9000", "mandor.strategy", strategy));
    }

    private static List<String> names(Findings findings) {
        return findings.catalog().services().stream().map(Service::toString).toList();
    }
}
