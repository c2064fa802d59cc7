package dev.mandor.manager.doctor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sites beside Mandor's that nginx has on the same port. Mandor's is its default server there, which another cannot be as well:
 * nginx refuses both. Of two sites with the same name nginx ignores the one that it reads later, with a warning that nobody
 * sees. The placeholder of the official image, default.conf for {@code localhost}, is moved aside by the manager when it
 * installs its file. Other sites with names of their own do no harm. Pure.
 */
final class OtherSites {
    private final NginxFiles files;
    private final NginxSettings nginx;
    private final Set<String> hosts;
    private final boolean ipv6;

    private OtherSites(NginxFiles files, NginxSettings nginx, Set<String> hosts, boolean ipv6) {
        this.files = files;
        this.nginx = nginx;
        this.hosts = new HashSet<>(hosts);
        this.ipv6 = ipv6;
        files.sites(nginx.configPath()).forEach(ours -> this.hosts.addAll(ours.names()));
    }

    /**
     * @param hosts of services for which Mandor's file is to have sites; those that it has already are added
     * @param ipv6 whether there is IPv6 where nginx runs, and Mandor's site is on it
     */
    static List<Finding> findings(NginxFiles files, NginxSettings nginx, Set<String> hosts, boolean ipv6) {
        OtherSites others = new OtherSites(files, nginx, hosts, ipv6);
        List<Finding> findings = new ArrayList<>();
        for (String file : files.texts().keySet()) {
            if (!file.equals(nginx.configPath())) {
                files.sites(file).stream()
                        .filter(site -> site.listens(nginx.listenPort()))
                        .forEach(site -> others.judge(site, findings));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok("no other site stands in the way on nginx's port " + nginx.listenPort()));
        }
        return findings;
    }

    private void judge(Site site, List<Finding> findings) {
        if (site.isDefault(nginx.listenPort(), ipv6)) {
            findings.add(Finding.fail(
                    site.file() + " has a default_server on port " + nginx.listenPort() + " too: nginx refuses "
                            + nginx.configPath() + " beside it",
                    "take default_server from " + site.file() + ", or remove that file"));
        } else if (site.names().contains("localhost") || site.names().contains("127.0.0.1")) {
            findings.add(isPlaceholder(site) ? placeholder(site) : localhost(site));
        }
        site.names().stream()
                .filter(hosts::contains)
                .map(name -> sameName(site, name))
                .forEach(findings::add);
    }

    private boolean isPlaceholder(Site site) {
        String folder = nginx.configPath().substring(0, nginx.configPath().lastIndexOf('/') + 1);
        return site.file().equals(folder + "default.conf") && site.names().equals(List.of("localhost"));
    }

    private Finding placeholder(Site site) {
        String sentence = site.file() + " is the image's placeholder: the manager moves it aside";
        if (!site.listensOnIpv6(nginx.listenPort())) {
            return Finding.ok(sentence);
        }
        return ipv6
                ? Finding.ok(
                        sentence + ", and its own site takes over port " + nginx.listenPort() + " of IPv4 and of IPv6")
                : Finding.warn(
                        sentence + ", and its own site is on IPv4 only, as no IPv6 was found where nginx runs",
                        "have health checks ask 127.0.0.1 and not localhost");
    }

    private Finding localhost(Site site) {
        return Finding.warn(
                site.file() + " answers who asks for " + String.join(" ", site.names()) + " on port "
                        + nginx.listenPort(),
                "remove localhost and 127.0.0.1 from its server_name");
    }

    private Finding sameName(Site site, String name) {
        String remedy =
                "give one of them another name, or put what that site does in front of nginx: of two with the same name"
                        + " nginx asks only the one that it reads first";
        return files.readsFirst(site.file(), nginx.configPath())
                ? Finding.fail(
                        site.file() + " answers who asks for " + name + ", in the place of Mandor's site in "
                                + nginx.configPath() + " (conflicting server name)",
                        remedy)
                : Finding.warn(
                        site.file() + " has a site for " + name + " too, which nginx ignores beside Mandor's in "
                                + nginx.configPath() + " (conflicting server name)",
                        remedy);
    }
}
