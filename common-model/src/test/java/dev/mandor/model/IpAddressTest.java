package dev.mandor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"192.168.56.101", "0.0.0.1", "10.0.0.255", "127.0.0.1", "223.255.255.255"})
    void ipv4IsWrittenBackAsItWasRead(String text) {
        assertThat(IpAddress.parse(text)).hasToString(text);
        assertThat(IpAddress.parse(text).isIpv6()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "2001:DB8::1, 2001:db8:0:0:0:0:0:1",
        "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8:0:0:0:0:0:1",
        "::1, 0:0:0:0:0:0:0:1",
        "64:ff9b::192.0.2.33, 64:ff9b:0:0:0:0:c000:221",
    })
    void ipv6HasOneCanonicalForm(String text, String canonical) {
        assertThat(IpAddress.parse(text)).hasToString(canonical).isEqualTo(IpAddress.parse(canonical));
        assertThat(IpAddress.parse(text).isIpv6()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:192.168.56.101", "::FFFF:c0a8:3865", "0:0:0:0:0:ffff:192.168.56.101"})
    void ipv4MappedAddressBecomesIpv4(String text) {
        assertThat(IpAddress.parse(text)).hasToString("192.168.56.101").isEqualTo(IpAddress.parse("192.168.56.101"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "worker1",
                "worker1.example",
                "abc",
                "cafe", // a resolver would be asked for these
                "",
                " ",
                "1",
                "16909060",
                "0x7f000001",
                "1.2",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1.2.3.4.",
                "1.2.3.4.5",
                "010.0.0.1",
                "1.2.3.04",
                "0x1.2.3.4",
                "256.1.1.1",
                "1.1.1.999",
                "-1.2.3.4",
                "+1.2.3.4",
                "1.2.3.4;",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2.3.4\n",
                "1.2.3.4:80",
                "1.2.3.4/24",
                "1.2.3.4 down",
                "１.2.3.4",
                "fe80::1%eth0",
                "fe80::1%1",
                "fe80::1%",
                "[::1]",
                "::1;",
                "::1\n",
                "::1 ",
                "::1/64",
                ".:1", // the JDK would ask DNS for it
                "..:",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "::00001",
                "::1.2.3.04", // octal to some programs
                "::1.2.3",
                "::1.2.3.256",
                "g::",
                "unix:/run/a.sock"
            })
    void onlyLiteralsAreUnderstood(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAddress.parse(text))
                .withMessage("not an IP address literal such as 192.168.56.101");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "0:0:0:0:0:0:0:0",
                "::ffff:0.0.0.0",
                "224.0.0.1",
                "239.255.255.255",
                "ff02::1",
                "240.0.0.1",
                "255.255.255.255",
                "fe80::1"
            })
    void whatNoServiceCanBeReachedAtIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAddress.parse(text))
                .withMessageEndingWith("is not the address of a host");
    }

    @Test
    void addressOfTheSystemLosesItsScopeAndItsName() throws UnknownHostException {
        byte[] address = InetAddress.getByName("2001:db8::1").getAddress();

        InetAddress scoped = Inet6Address.getByAddress("worker1", address, 7);

        assertThat(new IpAddress(scoped)).hasToString("2001:db8:0:0:0:0:0:1").isEqualTo(IpAddress.parse("2001:db8::1"));
    }
}
