# Shared by the recipes: messages, keys of inputs, and the stage cache. Sourced, not run.
# shellcheck shell=bash

# Every time stamp in what the recipes make.
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1767225600}"
export LC_ALL=C.UTF-8 TZ=UTC
umask 022

say() { printf '%s\n' "$*" >&2; }

die() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    if [ $# -gt 1 ]; then printf '  hint: %s\n' "$2" >&2; fi
    exit 1
}

# For a script that has a function `usage`.
usage_error() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    usage >&2
    exit 2
}

# load_platform NAME: sets what the recipes know about a platform: architecture, kernel_series, console.
load_platform() {
    local platforms
    platforms=$(dirname "${BASH_SOURCE[0]}")/platforms
    [ -f "$platforms/$1/settings" ] || die "no platform $1" "there are: $(cd "$platforms" && echo *)"
    # shellcheck source=platforms/x86_64-uefi/settings
    . "$platforms/$1/settings"
}

# key_of THING…: one hash over the texts given; a THING that is a file or directory counts by content, names and modes.
key_of() {
    local thing
    for thing in "$@"; do
        if [ -d "$thing" ]; then
            (cd "$thing" && find . \( -type f -o -type l \) -printf '%p %m %l\n' | sort)
            (cd "$thing" && find . -type f -print0 | sort -z | xargs -0r sha256sum)
        elif [ -f "$thing" ]; then
            sha256sum <"$thing"
        else
            printf '%s\n' "$thing"
        fi
    done | sha256sum | cut -c1-16
}

# stage NAME KEY COMMAND ARGUMENT…: prints the directory that holds what COMMAND made from the inputs behind KEY.
# COMMAND finds the directory to fill in $OUT and runs only when the cache ($CACHE) has no result for that key.
stage() {
    local name=$1 key=$2 dir lock
    shift 2
    dir="$CACHE/$name-$key"
    mkdir -p "${CACHE:?the directory for results}"
    exec {lock}>"$CACHE/.$name-$key.lock"
    flock "$lock"
    if [ -d "$dir" ]; then
        say "   $name: unchanged, reused"
    else
        build_stage "$name" "$dir" "$@"
    fi
    touch "$dir"
    exec {lock}>&-
    printf '%s\n' "$dir"
}

build_stage() {
    local name=$1 dir=$2 began=$SECONDS
    shift 2
    rm -rf "$dir.tmp"
    mkdir "$dir.tmp"
    say "   $name: building …"
    if ! OUT="$dir.tmp" "$@" >"$dir.log" 2>&1; then
        tail -n 25 "$dir.log" >&2
        rm -rf "$dir.tmp"
        die "stage $name failed" "the whole output is in $dir.log"
    fi
    mv -T "$dir.tmp" "$dir"
    say "   $name: done in $((SECONDS - began)) s"
}

# Results that no run has used for two weeks.
forget_old_stages() {
    find "$CACHE" -mindepth 1 -maxdepth 1 -mtime +14 -exec rm -rf {} +
}

# The package with the modules of that JDK's release.
jdk_package() {
    local release
    release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$(jdk_home)/release")
    printf 'openjdk-%s-jdk-headless\n' "$release"
}

# The JDK whose jlink makes the node's runtime: the distribution's JDK 17, else the one in PATH.
jdk_home() {
    local home
    for home in /usr/lib/jvm/java-17-openjdk-*; do
        if [ -x "$home/bin/jlink" ] && [ -d "$home/jmods" ]; then
            printf '%s\n' "$home"
            return
        fi
    done
    home=$(readlink -f "$(command -v jlink || true)")
    [ -n "$home" ] || die "no jlink" "install openjdk-17-jdk-headless"
    home=${home%/bin/jlink}
    printf '%s\n' "$home"
}
