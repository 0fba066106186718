# Shared by the benchmarks: a node on loop devices, and measuring a command. Sourced, not run; $work and $site are theirs.
# shellcheck shell=bash disable=SC2154
# shellcheck source=../recipes/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../recipes/lib.sh"

benchmarks=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$benchmarks/../.." && pwd)

# need PROGRAM=PACKAGE…: the programs that only benchmarks use.
need() {
    local pair
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null || die "no ${pair%%=*} here" "apt-get install ${pair#*=}"
    done
}

# A mount namespace of its own, so that nothing of the node is left on this machine.
in_own_namespace() {
    need systemd-socket-activate=systemd /usr/bin/time=time sfdisk=fdisk
    [ "$(id -u)" -eq 0 ] || die "a node needs loop devices and mounts" "run it as root"
    [ -n "${BENCHMARK_NAMESPACE:-}" ] || BENCHMARK_NAMESPACE=yes exec unshare --mount --propagation private "$0" "$@"
}

on_exit=()
at_exit() { on_exit=("$*" "${on_exit[@]}"); }
leave() {
    local command
    for command in "${on_exit[@]}"; do eval "$command" || true; done
}
trap leave EXIT

# seconds COMMAND…: the wall time that it takes, its output in $work/last.log.
seconds() {
    local began=$EPOCHREALTIME
    "$@" >"$work/last.log" 2>&1 </dev/null || die "failed: $*" "$(tail -n 5 "$work/last.log")"
    awk "BEGIN { printf \"%.2f\", $EPOCHREALTIME - $began }"
}

# measured FILE COMMAND…: a line "wall user system maximum-resident-KiB" in FILE for each process that it was.
measured() {
    local file=$1
    shift
    /usr/bin/time -q -a -o "$file" -f '%e %U %S %M' "$@"
}

ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# site DIRECTORY SLOT_MIB: settings and keys of a publisher there.
site() {
    rm -rf "$1"
    "$repository/tk" init "$1" --repo benchmark >/dev/null
    printf '[layout.slot]\nsize_mib = %s\n[layout.efi]\nsize_mib = 64\n[layout.secret]\nsize_mib = 16\n' "$2" >>"$1/tk.toml"
    settings >"$1/node-agent.toml"
    tk keygen --no-password >/dev/null
}

# settings [LINE]: a node's.
settings() { printf '%s\n' "$@" 'repo = "benchmark"' 'channel = "stable"' 'platform = "x86_64-uefi"'; }

tk() { "$repository/tk" --config "$site/tk.toml" "$@"; }

# artifacts DIRECTORY [ARGUMENT…]: real ones, by the recipe.
artifacts() {
    local output=$1
    shift
    "$repository/test-images/recipes/make-artifacts" --kernel "$("$repository/test-images/recipes/kernel-versions" | head -n 1)" \
        --agent-dist "$repository/node-agent/target/dist" --root-json "$site/keys/root.json" --settings "$site/node-agent.toml" \
        --work-dir "$repository/.work" --output "$output" "$@" >/dev/null
}

# agent_of ARTIFACTS: the agent as it lies on a node, with its runtime and its archive of classes.
agent_of() {
    rm -rf "$work/agent"
    unsquashfs -quiet -no-progress -d "$work/agent" "$1/squashfs" usr/lib/node-agent usr/sbin/node-agent >/dev/null
}

# agent ARGUMENT…: the agent on the node; what it cost goes to agent.time.
agent() {
    measured "$work/agent.time" "$work/agent/usr/sbin/node-agent" --config "$work/node-agent.toml" \
        --root-json "$site/keys/root.json" "$@"
}

# fetcher: behind the socket, as systemd has it on a node; what each process cost goes to fetch.time.
fetcher() {
    systemd-socket-activate --accept --inetd --listen=/run/node-agent-fetch.socket \
        /usr/bin/time -q -a -o "$work/fetch.time" -f '%e %U %S %M' "$work/agent/usr/sbin/node-agent" fetch >"$work/fetch.log" 2>&1 &
    at_exit "kill $!"
    until [ -S /run/node-agent-fetch.socket ]; do sleep 0.1; done
}

# node IMAGE: a node that booted slot A of a disk image, on loop devices. Its lsblk and its mount are wrappers: a kernel
# need not scan partitions of loop devices, nor know vfat (then the EFI partition is an ext4).
node() {
    local image="$work/node.img" number start size device table uuid
    cp --sparse=always "$1" "$image"
    nodes="$work/node"
    rm -rf "$nodes"
    mount -t tmpfs tmpfs /run
    mount -t tmpfs tmpfs /var/lib
    mkdir -p "$nodes/bin" "$nodes/dev" "$nodes/efi" /run/psyops/slot
    mount -t tmpfs tmpfs "$nodes/dev"
    at_exit "umount -l '$nodes/dev'"
    table=$(sfdisk --json "$image")
    for number in 1 3 4; do
        start=$(jq ".partitiontable.partitions[$number - 1].start * 512" <<<"$table")
        size=$(jq ".partitiontable.partitions[$number - 1].size * 512" <<<"$table")
        device=$(losetup --find --show --offset "$start" --sizelimit "$size" "$image")
        at_exit "losetup --detach $device"
        mknod "$nodes/dev/disk0p$number" b 7 "${device#/dev/loop}"
        [ "$number" != 1 ] || efi_partition "$image" "$start"
    done
    uuid=$(jq -r '.partitiontable.partitions[2].uuid | ascii_downcase' <<<"$table")
    jq --arg dev "$nodes/dev/disk0p" '{blockdevices: [.partitiontable.partitions | to_entries[] | {
        path: ($dev + (.key + 1 | tostring)), pkname: "disk0", partuuid: (.value.uuid | ascii_downcase), partlabel: .value.name,
        mountpoints: [if .key == 2 then "/run/psyops/slot" else null end]}]}' <<<"$table" >"$nodes/lsblk.json"
    printf '#!/bin/sh\nexec cat %s/lsblk.json\n' "$nodes" >"$nodes/bin/lsblk"
    chmod +x "$nodes/bin/lsblk"
    PATH="$nodes/bin:$PATH"
    mount -o ro "$nodes/dev/disk0p3" /run/psyops/slot
    at_exit "umount -l /run/psyops/slot"
    printf 'quiet psyopsos=psyopsOS-A psyopsos.slot=%s psyopsos.gen=00000001\n' "$uuid" >"$nodes/cmdline"
    mount --bind "$nodes/cmdline" /proc/cmdline
}

efi_partition() {
    local image=$1 start=$2
    if mount -t vfat -o ro "$nodes/dev/disk0p1" "$nodes/efi" 2>/dev/null; then
        umount "$nodes/efi"
        return
    fi
    MTOOLS_SKIP_CHECK=1 mcopy -s -n -Q -i "$image@@$start" '::*' "$nodes/efi/"
    mke2fs -q -F -t ext4 -d "$nodes/efi" "$nodes/dev/disk0p1"
    # shellcheck disable=SC2016 # for the wrapper
    printf '#!/bin/sh\n[ "$2" != vfat ] || { shift 2; set -- -t ext4 "$@"; }\nexec /bin/mount "$@"\n' >"$nodes/bin/mount"
    chmod +x "$nodes/bin/mount"
}

# served: the local server of the site's deaddrop; the node's settings name it.
served() {
    local port
    for port in $(seq 8700 8799); do
        ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || continue
        "$repository/tk" --config "$site/tk.toml" deaddrop serve --port "$port" >"$work/requests.log" 2>&1 &
        at_exit "kill $!"
        url="http://127.0.0.1:$port/"
        for _ in $(seq 100); do
            if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
                settings "deaddrop = \"$url\"" >"$work/node-agent.toml"
                return
            fi
            sleep 0.2
        done
        die "the deaddrop's server does not start" "$(tail -n 3 "$work/requests.log")"
    done
    die "no free port between 8700 and 8799"
}
