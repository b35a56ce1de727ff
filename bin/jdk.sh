# Finds a JDK; to be sourced. find_jdk LEAST sets java_home, or says how to get one and fails.

# The feature version of the JDK in a folder, or nothing when there is none.
jdk_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  if [ -f "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
  fi
}

# The folder of the java on the PATH.
path_jdk() {
  local java
  java="$(command -v java)" || return 0
  java="$(readlink -f "$java" 2>/dev/null || echo "$java")"
  dirname "$(dirname "$java")"
}

find_jdk() {
  local least="$1" folder version
  for folder in "${JAVA_HOME:-}" "$(path_jdk)" \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/java/* /opt/jdk/* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$folder" ] || continue
    version="$(jdk_version "$folder")"
    if [ -n "$version" ] && [ "$version" -ge "$least" ]; then
      java_home="$folder"
      return 0
    fi
  done
  cat >&2 <<END
Parley needs a JDK $least or later and found none: not by JAVA_HOME, on the PATH or in the usual folders.
Get one, and set JAVA_HOME when it lies somewhere else:
  Debian, Ubuntu   apt install openjdk-$least-jdk-headless, or Temurin from https://adoptium.net
  Fedora           dnf install java-$least-openjdk-devel
  macOS            brew install openjdk@$least
  anywhere         https://sdkman.io, then: sdk install java $least-tem
END
  return 1
}
