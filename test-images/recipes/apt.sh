# Packages of the distribution, of this machine's architecture and of others. Sourced after lib.sh, not run.
# shellcheck shell=bash

# What apt keeps of another architecture is asked for again after so many minutes.
readonly LISTS_STAY_FRESH=60

# debian_sources ARCHITECTURE [CODENAME]: "URI SUITE COMPONENT" of each of the distribution's own sources that apt knows;
# what else is configured on this machine has no place on a node.
debian_sources() {
    # shellcheck disable=SC2016 # apt fills these in
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' 'Origin: Debian' "Architecture: $1" ${2:+"Codename: $2"}
}

# use_packages_of ARCHITECTURE DIR: from here on apt-get and apt-cache, of this shell and of what it starts, know the
# packages of ARCHITECTURE only. Sources are the distribution's that this machine has configured, each with
# non-free-firmware beside its components. All that apt keeps lies in DIR: the machine's package state is neither
# read nor written, and nothing is run that it is configured to run at such times. How to reach the archive stays.
use_packages_of() {
    local architecture=$1 dir lock
    dir=$(realpath -m -- "$2")
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/state"
    exec {lock}>"$dir/lock"
    flock "$lock"
    foreign_sources "$architecture" >"$dir/sources.list.new"
    [ -s "$dir/sources.list.new" ] || die "apt knows no source of Debian here" "run apt-get update"
    if cmp -s "$dir/sources.list.new" "$dir/sources.list"; then
        rm "$dir/sources.list.new"
    else
        rm -f "$dir/refreshed"
        mv "$dir/sources.list.new" "$dir/sources.list"
    fi
    cat >"$dir/apt.conf" <<END_OF_FILE
$(apt-config dump | grep '^Acquire::')
Dir::Etc::Main "/dev/null";
Dir::Etc::Parts "/dev/null";
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Sandbox::User "";
Dir::State "$dir/state";
Dir::State::Lists "$dir/lists";
Dir::State::status "/dev/null";
Dir::Cache "$dir/cache";
Dir::Etc::SourceList "$dir/sources.list";
Dir::Etc::SourceParts "/dev/null";
END_OF_FILE
    export APT_CONFIG="$dir/apt.conf"
    [ -n "$(find "$dir/refreshed" -mmin "-$LISTS_STAY_FRESH" 2>/dev/null)" ] || refresh_lists
    exec {lock}>&-
}

foreign_sources() {
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg options="arch=$1"
    [ ! -f "$keyring" ] || options="$options signed-by=$keyring"
    debian_sources "$(dpkg --print-architecture)" | while read -r uri suite component; do
        printf "deb [$options] $uri $suite %s\n" "$component" non-free-firmware
    done | sort -u
}

# Lists of an earlier day will do where there is no network now.
refresh_lists() {
    local kept=${APT_CONFIG%/*}
    say "   asking for Debian's packages of $(apt_architecture) …"
    if apt-get -q -o APT::Update::Error-Mode=any update >"$kept/update.log" 2>&1; then
        touch "$kept/refreshed"
    elif [ -e "$kept/refreshed" ]; then
        say "   no answer; the lists of $(date -u -r "$kept/refreshed" '+%F %R') are used"
    else
        grep '^[EW]:' "$kept/update.log" >&2 || true
        die "cannot fetch the lists of Debian's packages of $(apt_architecture)" \
            "it takes the network, once; the whole output is in $kept/update.log"
    fi
}

apt_architecture() { apt-config dump --format '%v%n' APT::Architecture; }

# The versions that the archive offers now decide whether something is made again of them.
offered() { apt-cache policy "$@" | grep Candidate; }

# download PACKAGE…: fetches packages into the current directory.
download() {
    local package
    for package in "$@"; do
        [ -n "$(apt-cache madison "$package")" ] ||
            die "the archive offers no $package for $(apt_architecture)" "is it in a component or suite that apt does not know here?"
    done
    if apt-get -q -o APT::Sandbox::User=root download "$@"; then return; fi
    # The archive forgets a build when it has a newer one; our lists may still name it.
    [ -n "${APT_CONFIG:-}" ] || die "cannot download $*" "run apt-get update"
    refresh_lists
    apt-get -q -o APT::Sandbox::User=root download "$@" || die "cannot download $*" "it takes the network"
}

# unpack 'PACKAGE…' DIR: fetches packages and unpacks (never installs) them into DIR.
unpack() {
    local download
    download=$(mktemp -d)
    # shellcheck disable=SC2086 # words
    (cd "$download" && download $1) || exit
    mkdir -p "$2"
    find "$download" -name '*.deb' -exec dpkg-deb -x {} "$2" \;
    rm -rf "$download"
}
