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
setenv psyopsos_path EFI/BOOT/BOOTAA64.EFI
if test -e ${psyopsos_efi} boards/${fdtfile}/README; then
  setenv psyopsos_path boards/${fdtfile}/../../../EFI/BOOT/BOOTAA64.EFI
fi
load ${psyopsos_efi} ${kernel_addr_r} ${psyopsos_path} && bootefi ${kernel_addr_r} ${psyopsos_tree}

# GRUB could not be started. U-Boot goes on with what it does without a script, on this disk and on others.
