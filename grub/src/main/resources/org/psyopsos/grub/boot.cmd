# What U-Boot does: it starts GRUB with the board's device tree.
load ${devtype} ${devnum}:${distro_bootpart} ${fdt_addr_r} dtb/${fdtfile}
load ${devtype} ${devnum}:${distro_bootpart} ${kernel_addr_r} EFI/BOOT/BOOTAA64.EFI
bootefi ${kernel_addr_r} ${fdt_addr_r}
