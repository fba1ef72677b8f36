/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.ashlar.core.AshlarException;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.engine.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The walls of {@code docs/architecture.md}, checked on the classes of every module. */
class HouseTest {
    private static final String JAVA = "java..";
    private static final List<String> REST_OF_THE_JDK =
            List.of("javax..", "com.sun.management..", "com.sun.nio.file..");
    private static final String ANNOTATIONS = "org.jspecify.annotations..";

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
            .importPackages("dev.ashlar");

    @Test
    void seesTheWholeHouse() throws IOException {
        assertThat(HouseModule.namesInTheParentPom()).containsExactlyInAnyOrderElementsOf(HouseModule.names());
        for (HouseModule module : HouseModule.ALL) {
            List<String> sources = module.sources();
            assertThat(sources).as("sources of %s", module.name()).hasSizeGreaterThanOrEqualTo(module.fewestClasses());
            assertThat(namesOf(module)).as("classes of %s", module.name()).containsAll(sources);
        }
    }

    @Test
    void everyClassBelongsToAModule() {
        String[] packages = HouseModule.packagesOf(HouseModule.names());
        classes().should().resideInAnyPackage(packages).check(HOUSE);
    }

    @Test
    void coreDependsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("dev.ashlar.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(JAVA, ANNOTATIONS, "dev.ashlar.core..")
                .check(HOUSE);
    }

    @Test
    void coreNeitherLogsNorWaitsNorOpensFiles() {
        noClasses()
                .that()
                .resideInAPackage("dev.ashlar.core..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.util.logging..",
                                "java.util.concurrent..",
                                "java.io..",
                                "java.net..",
                                "java.awt..")
                        .or(belongToAnyOf(Thread.class, System.Logger.class, Files.class)))
                .check(HOUSE);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.ashlar.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void packagesAreNullMarked() {
        List<String> unmarked = HOUSE.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(room -> !room.isAnnotatedWith(NullMarked.class))
                .map(room -> room.getName())
                .toList();
        assertThat(unmarked).isEmpty();
    }

    /** No rim knows another rim, and wiring knows no other wiring. */
    @Test
    void modulesMeetThroughCoreAlone() {
        for (HouseModule module : HouseModule.ALL) {
            classes()
                    .that()
                    .resideInAPackage(module.packages())
                    .should()
                    .onlyDependOnClassesThat(not(resideInAPackage("dev.ashlar.."))
                            .or(resideInAnyPackage(HouseModule.packagesOf(module.sees())))
                            .or(resideInAPackage(module.packages())))
                    .check(HOUSE);
        }
    }

    @Test
    void everyOutsideLibraryHasItsHome() {
        for (HouseModule module : HouseModule.ALL) {
            List<String> allowed = new ArrayList<>(List.of(JAVA, ANNOTATIONS, "dev.ashlar.."));
            allowed.addAll(REST_OF_THE_JDK);
            allowed.addAll(module.libraries());
            classes()
                    .that()
                    .resideInAPackage(module.packages())
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(allowed.toArray(String[]::new))
                    .check(HOUSE);
        }
    }

    /** I5, as far as types can tell. */
    @Test
    void framesAndTensorsStayOffTheBus() {
        noClasses()
                .that()
                .resideInAPackage("dev.ashlar.coordinator..")
                .and(simpleNameStartingWith("Bus").or(simpleName("CoordinatorVerticle")))
                .should()
                .dependOnClassesThat(belongToAnyOf(Frame.class, FrameOutcome.class, Tensor.class))
                .check(HOUSE);
    }

    @Test
    void onlyProgramsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.ashlar.cli..", "dev.ashlar.samples..")
                .and(not(simpleName("MemoryStudy"))) // a process of its own, read by its parent
                .should(ACCESS_STANDARD_STREAMS)
                .check(HOUSE);
    }

    @Test
    void logsGoThroughOneDoor() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.logging..").or(belongToAnyOf(System.Logger.class)))
                .check(HOUSE);
    }

    @Test
    void everyExceptionThatLeavesItsPackageIsOfTheHouse() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .should()
                .beAssignableTo(AshlarException.class)
                .check(HOUSE);
    }

    @Test
    void everyRimHasOneException() {
        Map<String, List<String>> found = new TreeMap<>();
        for (HouseModule rim : HouseModule.rims()) {
            List<String> exceptions = HOUSE.that(resideInAPackage(rim.packages())).stream()
                    .filter(type -> type.isAssignableTo(AshlarException.class))
                    .map(JavaClass::getSimpleName)
                    .toList();
            found.put(rim.name(), exceptions);
        }
        assertThat(found).allSatisfy((rim, exceptions) -> assertThat(exceptions).hasSize(1));
    }

    @Test
    void classesAreFinalOrMadeToBeExtended() {
        classes()
                .that(not(INTERFACES))
                .and()
                .areNotAnonymousClasses()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .orShould()
                .haveModifier(JavaModifier.ABSTRACT)
                .orShould()
                .beEnums()
                .check(HOUSE);
    }

    @Test
    void classesAreNamedForWhatTheyAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Base|Manager|Helper|Helpers|Util|Utils)")
                .check(HOUSE);
    }

    @Test
    void absenceIsNullable() {
        fields().should().notHaveRawType(Optional.class).check(HOUSE);
        methods().should().notHaveRawReturnType(Optional.class).check(HOUSE);
    }

    private static List<String> namesOf(HouseModule module) {
        return HOUSE.that(resideInAPackage(module.packages())).stream()
                .map(JavaClass::getName)
                .toList();
    }
}
