# shellcheck shell=bash
# What decisions, renderings and snapshots cost by the number of nodes; sourced by scripts/bench. JMH measures: see
# ScaleBenchmark. Needs neither root nor the lab.
(($# == 0)) || die 2 "unknown option '$1'; try --help"

compile_benchmarks() {
  cd "$PROJECT"
  mvn -B -ntp -q -Dspotless.check.skip -pl manager-controller -am test-compile \
    dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$PROJECT/target/bench-scale.classpath"
}

result=$PROJECT/target/bench-scale.md
module=$PROJECT/manager-controller/target
ensure_build_tools
mkdir -p "$PROJECT/target"
step "compiling the benchmarks" compile_benchmarks
say "  measuring, five minutes"
java -cp "$module/test-classes:$module/classes:$(<"$PROJECT/target/bench-scale.classpath")" \
  dev.mandor.manager.ScaleReport "$PROJECT/target/bench-scale.log" | tee "$result"
say "written to ${result#"$PROJECT"/}; what JMH says of it to target/bench-scale.log"
