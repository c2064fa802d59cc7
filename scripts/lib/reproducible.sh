# shellcheck shell=bash
# Whether the build gives the same bytes elsewhere. Source it after common.sh and build.sh.
SHIPPED=(
  worker-agent/target/worker-agent.jar
  worker-agent/target/worker-agent.cdx.json
  manager-controller/target/manager.jar
  manager-controller/target/manager.cdx.json
)

# Builds once more and compares with what lies in the project's target folders: from a copy of the sources in another
# folder, later, with other times and modes of the files, another umask, user name, time zone and language (Turkish, for
# its two kinds of i). The JDK is the same: another one's compiler writes other class files.
build_twice_alike() {
  local elsewhere
  elsewhere=$(mktemp -d)
  (
    # Only the bit of the group: Maven's jar plugin leaves that one out, the others it copies.
    umask "$(printf '%04o' $(($(umask) ^ 8#020)))"
    copy_sources "$elsewhere"
    cd "$elsewhere"
    export LC_ALL=C TZ=Pacific/Kiritimati
    export MAVEN_OPTS="${MAVEN_OPTS:-} -Duser.name=somebody -Duser.language=tr -Duser.country=TR"
    mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip package
  )
  same_files "$elsewhere"
  rm -r "$elsewhere"
}

copy_sources() {
  tar -C "$PROJECT" --exclude=target --exclude=src/test -cf - .mvn pom.xml common-model worker-agent manager-controller |
    tar -C "$1" -xmf - --no-same-owner --no-same-permissions
}

same_files() {
  local file differ=no
  for file in "${SHIPPED[@]}"; do
    cmp "$PROJECT/$file" "$1/$file" || differ=yes
  done
  [[ $differ == no ]] || {
    say "the second build is kept in $1"
    return 1
  }
}
