"""What Slotboard is compared with, each as it would be run in earnest."""
