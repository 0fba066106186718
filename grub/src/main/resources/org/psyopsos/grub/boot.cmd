# Run by U-Boot: it starts GRUB.
setenv psyopsos_efi "${devtype} ${devnum}:${distro_bootpart}"

# The device tree that the firmware has made for this very board, with its network address and what config.txt adds;
# where there is none, the one that lies on this partition.
setenv psyopsos_tree ${fdt_addr_r}
if test -n "${fdt_addr}" && fdt addr ${fdt_addr}; then
  setenv psyopsos_tree ${fdt_addr}
else
  load ${psyopsos_efi} ${fdt_addr_r} dtb/${fdtfile}
fi

# GRUB cannot ask which board this is. The path that it is started by tells it.
setenv psyopsos_board ${fdtfile}
setenv psyopsos_up ../../..

# From stepping C0 on a BCM2711's card controller reaches memory by other addresses, and on some boards the network's PHY
# has another address. The firmware writes both into its tree; a release has a device tree for either stepping, and for
# the PHY at 1. Of a board that is otherwise nothing is told: the kernel gets the firmware's tree. Only this chip has the
# bus. (U-Boot prints numbers with their bytes as they lie there, or turned round.)
setenv psyopsos_bus
setenv psyopsos_phy
if fdt addr ${psyopsos_tree}; then
  fdt get value psyopsos_bus /emmc2bus dma-ranges
  fdt get value psyopsos_phy /scb/ethernet@7d580000/mdio@e14/ethernet-phy@1 reg
fi
if test -n "${psyopsos_bus}" || test -e ${psyopsos_efi} boards/c0/${fdtfile}/README; then
  setenv psyopsos_board unknown
  if test "${psyopsos_phy}" = 0x00000001 || test "${psyopsos_phy}" = 0x01000000; then
    if test "${psyopsos_bus}" = 00000000000000c0000000000000000000000040 || test "${psyopsos_bus}" = 00000000c0000000000000000000000040000000; then
      setenv psyopsos_board ${fdtfile}
    fi
    if test "${psyopsos_bus}" = 00000000000000000000000000000000000000fc || test "${psyopsos_bus}" = 00000000000000000000000000000000fc000000; then
      setenv psyopsos_board c0/${fdtfile}
      setenv psyopsos_up ../../../..
    fi
  fi
fi

setenv psyopsos_path EFI/BOOT/BOOTAA64.EFI
if test -e ${psyopsos_efi} boards/${psyopsos_board}/README; then
  setenv psyopsos_path boards/${psyopsos_board}/${psyopsos_up}/EFI/BOOT/BOOTAA64.EFI
fi
load ${psyopsos_efi} ${kernel_addr_r} ${psyopsos_path} && bootefi ${kernel_addr_r} ${psyopsos_tree}

# GRUB could not be started. U-Boot goes on with what it does without a script, on this disk and on others.
