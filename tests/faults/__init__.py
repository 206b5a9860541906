"""What happens when a machine fails: processes killed, files spoilt, disks full, clocks wrong."""
