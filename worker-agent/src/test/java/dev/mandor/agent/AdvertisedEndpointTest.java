package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdvertisedEndpointTest {
    private final FakeSender near = new FakeSender("10.0.0.1", "10.0.0.9");
    private final FakeSender far = new FakeSender("far.example", "172.16.0.9");

    @Test
    void firstManagerToWhichAWayIsFoundDecides() {
        AdvertisedEndpoint endpoint = new AdvertisedEndpoint(Optional.empty(), 8080, List.of(near, far));

        assertThat(endpoint.find()).contains(Endpoint.parse("10.0.0.9:8080"));
        near.connectFault = "the name does not resolve";
        assertThat(endpoint.find()).contains(Endpoint.parse("172.16.0.9:8080"));
        far.connectFault = "the name does not resolve";
        assertThat(endpoint.find()).isEmpty();
        near.connectFault = null;
        assertThat(endpoint.find()).contains(Endpoint.parse("10.0.0.9:8080"));
    }

    @Test
    void advertisedAddressWinsWithoutLookingForAWay() {
        near.connectFault = "the name does not resolve";
        Optional<IpAddress> advertised = Optional.of(IpAddress.parse("2001:db8::1"));

        assertThat(new AdvertisedEndpoint(advertised, 80, List.of(near)).find())
                .contains(Endpoint.parse("[2001:db8::1]:80"));
    }
}
