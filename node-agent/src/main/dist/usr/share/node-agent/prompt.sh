# shellcheck shell=sh
# For a prompt that says which slot runs, and when that is no ordinary state. Source it and call it:
#   . /usr/share/node-agent/prompt.sh
#   PS1='$(node_agent_prompt)\u@\h:\w\$ '
# It starts no program: what it shows is a line that the agent's last run has left.
node_agent_prompt() {
    read -r node_agent_slot _ node_agent_condition 2>/dev/null </run/node-agent-public/summary || return 0
    case $node_agent_condition in
    committed) printf '[%s] ' "$node_agent_slot" ;;
    trial) printf '[%s trial] ' "$node_agent_slot" ;;
    *) printf '[%s not healthy] ' "$node_agent_slot" ;;
    esac
}
