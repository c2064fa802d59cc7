package dev.mandor.manager;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.mandor.manager.nginx.ProcessRunner;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code manager -> manager.nginx -> manager.cluster -> model}, and each dangerous thing at one place. */
class ArchitectureTest {
    private static final String SHELL = "dev.mandor.manager";
    private static final String NGINX = "dev.mandor.manager.nginx..";
    private static final String JOURNAL = "dev.mandor.manager.journal..";
    private static final String TRAFFIC = "dev.mandor.manager.traffic..";
    private static final String PROBE = "dev.mandor.manager.probe..";
    private static final String CLUSTER = "dev.mandor.manager.cluster..";
    private static final JavaClasses MANAGER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(SHELL);

    @Test
    void nginxDoesNotKnowTheShell() {
        noClasses()
                .that()
                .resideInAPackage(NGINX)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SHELL)
                .check(MANAGER);
    }

    @Test
    void journalKnowsNeitherNginxNorTheShell() {
        noClasses()
                .that()
                .resideInAPackage(JOURNAL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SHELL, NGINX)
                .check(MANAGER);
    }

    @Test
    void explanationsAreMadeOfTheCoreAlone() {
        noClasses()
                .that()
                .resideInAPackage(SHELL + ".explain..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SHELL, NGINX, JOURNAL, SHELL + ".view..", SHELL + ".http..")
                .check(MANAGER);
    }

    @Test
    void reportKnowsNothingOfTheManager() {
        noClasses()
                .that()
                .resideInAPackage("dev.mandor.manager.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SHELL, NGINX, CLUSTER)
                .check(MANAGER);
    }

    /** Nothing on a heartbeat's way, and nothing that decides or applies, can wait for what nginx tells of its requests. */
    @Test
    void onlyWhatIsShownKnowsOfTheTraffic() {
        noClasses()
                .that()
                .resideOutsideOfPackages(TRAFFIC, SHELL + ".view..", SHELL + ".http..")
                .and()
                .doNotBelongToAnyOf(ManagerCommand.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(TRAFFIC)
                .check(MANAGER);
        noClasses()
                .that()
                .resideInAPackage(TRAFFIC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SHELL, SHELL + ".view..", SHELL + ".http..")
                .check(MANAGER);
    }

    @Test
    void doctorDoesNotKnowTheShell() {
        noClasses()
                .that()
                .resideInAPackage(SHELL + ".doctor..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SHELL)
                .check(MANAGER);
    }

    @Test
    void probeOnlyTells() {
        noClasses()
                .that()
                .resideInAnyPackage(NGINX, CLUSTER, JOURNAL, SHELL + ".explain..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PROBE)
                .check(MANAGER);
        noClasses()
                .that()
                .resideInAPackage(PROBE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SHELL, NGINX, SHELL + ".view..", SHELL + ".http..")
                .check(MANAGER);
    }

    @Test
    void onlyTheWiringOfTheShellKnowsTheProbe() {
        noClasses()
                .that()
                .resideInAPackage(SHELL)
                .and()
                .doNotBelongToAnyOf(ManagerCommand.class, NginxOptions.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PROBE)
                .check(MANAGER);
    }

    @Test
    void coreKnowsNothingThatCanFailOrWait() {
        classes()
                .that()
                .resideInAPackage(CLUSTER)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        CLUSTER,
                        "dev.mandor.model..",
                        "java.lang..",
                        "java.time",
                        "java.util",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream")
                .check(MANAGER);
    }

    @Test
    void coreCannotTellTheTime() {
        noClasses()
                .that()
                .resideInAPackage(CLUSTER)
                .should()
                .accessTargetWhere(clock())
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(MANAGER);
    }

    @Test
    void coreStartsNoThread() {
        noClasses()
                .that()
                .resideInAPackage(CLUSTER)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .check(MANAGER);
    }

    @Test
    void clockIsReadInTheWiringOnly() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(ManagerCommand.class, KeysCommand.class, CheckCommand.class)
                .should()
                .accessTargetWhere(clock())
                .check(MANAGER);
    }

    @Test
    void processesAreStartedAtOnePlaceOnly() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(ProcessRunner.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Runtime.class)
                .check(MANAGER);
    }

    private static DescribedPredicate<JavaAccess<?>> clock() {
        Set<String> ofSystem = Set.of("nanoTime", "currentTimeMillis");
        return describe("the clock", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getTarget().getName();
            return (owner.isEquivalentTo(System.class) && ofSystem.contains(name))
                    || (owner.getPackageName().equals("java.time") && name.equals("now"));
        });
    }
}
