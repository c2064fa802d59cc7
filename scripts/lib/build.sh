# shellcheck shell=bash
# The jars, built when needed. Source it after common.sh; PROJECT is the project's root.
PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
AGENT_JAR=$PROJECT/worker-agent/target/worker-agent.jar
MANAGER_JAR=$PROJECT/manager-controller/target/manager.jar

# What the build itself needs: a JDK from 17 on, and Maven.
ensure_build_tools() {
  ensure_commands javac:openjdk-17-jdk-headless,default-jdk-headless mvn:maven
  local version
  version=$(javac -version 2>&1)
  version=${version#javac }
  ((${version%%.*} >= 17)) || die 1 "javac is version $version, but Mandor needs a JDK from 17 on"
}

ensure_jars() {
  ensure_build_tools
  jars_are_current || step "building the jars" build_jars
}

jars_are_current() {
  [[ -f $AGENT_JAR && -f $MANAGER_JAR ]] || return 1
  local newer
  newer=$(find "$PROJECT/pom.xml" "$PROJECT"/{common-model,worker-agent,manager-controller}/{pom.xml,src/main} \
    -type f -newer "$AGENT_JAR" -print -quit)
  [[ -z $newer ]]
}

build_jars() { (cd "$PROJECT" && mvn -B -ntp -q -DskipTests -Dspotless.check.skip package); }

# The newest JDK beside the default one, for the promise that the jars run without a warning on Java 25.
newest_java() { find /usr/lib/jvm -path '*2[5-9]*/bin/java' 2>/dev/null | sort | tail -n 1; }
