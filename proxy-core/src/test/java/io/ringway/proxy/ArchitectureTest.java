// SPDX-License-Identifier: Apache-2.0
package io.ringway.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions in which the modules and packages may know each other. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ringway");

    private static final String CODEC = "io.ringway.resp..";
    private static final String SHARDING = "io.ringway.sharding..";
    private static final String PROXY = "io.ringway.proxy..";
    private static final String NETTY = "io.netty..";
    private static final String LETTUCE = "io.lettuce..";

    private static final String[] CONTROL_PLANE = {"io.ringway.proxy.control..", "io.ringway.proxy.admin.."};
    private static final String[] PURE = {
        "io.ringway.proxy.session..", "io.ringway.proxy.command..", "io.ringway.proxy.plan..", SHARDING
    };
    private static final String[] DATA_PATH = {
        "io.ringway.proxy.frontend..",
        "io.ringway.proxy.session..",
        "io.ringway.proxy.command..",
        "io.ringway.proxy.plan..",
        "io.ringway.proxy.route..",
        "io.ringway.proxy.cache..",
        "io.ringway.proxy.backend..",
        "io.ringway.proxy.slowlog..",
        "io.ringway.proxy.transport..",
        CODEC,
        SHARDING
    };

    @Test
    void allModulesAreLookedAt() {
        assertThat(CLASSES.stream().map(each -> each.getPackageName().split("\\.", -1)[2]))
                .contains("resp", "sharding", "proxy");
    }

    @Test
    void theDataPathKnowsNothingOfTheControlPlane() {
        noClasses()
                .that()
                .resideInAnyPackage(DATA_PATH)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONTROL_PLANE)
                .check(CLASSES);
    }

    @Test
    void planningAndPlacementDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(NETTY, LETTUCE, "java.net..", "java.nio.channels..")
                .check(CLASSES);
    }

    @Test
    void lettuceIsNotOnTheDataPath() {
        noClasses()
                .that()
                .resideInAnyPackage(DATA_PATH)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(LETTUCE)
                .check(CLASSES);
    }

    @Test
    void theCodecKnowsNeitherPlacementNorTheProxy() {
        noClasses()
                .that()
                .resideInAPackage(CODEC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SHARDING, PROXY)
                .check(CLASSES);
    }

    @Test
    void placementKnowsNeitherTheCodecNorTheProxy() {
        noClasses()
                .that()
                .resideInAPackage(SHARDING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CODEC, PROXY)
                .check(CLASSES);
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        slices().matching("io.ringway.proxy.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nothingPrintsToStandardOutput() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void nothingSleeps() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(CLASSES);
    }
}
