package dev.mandor.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ServiceCatalogTest {
    private static final Service WEB = service("web", null);
    private static final Service API = service("api", "api.example.org");
    private static final Service SHOP = service("shop", "shop.example.org");

    @Test
    void servicesStandInTheOrderOfTheirNames() {
        assertThat(catalog(WEB, API, SHOP).services()).containsExactly(API, SHOP, WEB);
        assertThat(catalog(SHOP, WEB, API)).isEqualTo(catalog(WEB, API, SHOP));
    }

    @Test
    void onlyOneServiceCanAnswerWhateverNameClientsUse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog(WEB, API, service("blog", null)))
                .withMessage(
                        "blog and web both have no host name; only one service can answer whatever name clients use");
    }

    @Test
    void noTwoServicesHaveOneHost() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog(WEB, API, service("rest", "API.example.org")))
                .withMessage("api and rest both want the host api.example.org");
    }

    @Test
    void hostAndAllHostsBelowItsDomainAreTwo() {
        assertThat(catalog(API, service("rest", "*.example.org")).services()).hasSize(2);
    }

    @Test
    void noTwoServicesHaveOneName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog(API, service("api", "rest.example.org")))
                .withMessage("there is a service api already");
    }

    @Test
    void firstThatIsInTheWayIsNamed() {
        assertThat(ServiceCatalog.conflict(service("late", "shop.example.org"), List.of(API, SHOP)))
                .contains("shop and late both want the host shop.example.org");
        assertThat(ServiceCatalog.conflict(WEB, List.of(API, SHOP))).isEmpty();
        assertThat(ServiceCatalog.conflict(WEB, List.of())).isEmpty();
    }

    private static ServiceCatalog catalog(Service... services) {
        return new ServiceCatalog(List.of(services));
    }

    private static Service service(String name, String host) {
        return new Service(
                new ServiceName(name),
                OptionalInt.of(8080),
                Optional.ofNullable(host).map(HostName::new),
                new LeastConn());
    }
}
