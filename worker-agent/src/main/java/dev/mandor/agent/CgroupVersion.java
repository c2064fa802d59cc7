package dev.mandor.agent;

/** The two interfaces of the kernel's memory controller, by the names of their files. */
enum CgroupVersion {
    V1("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    V2("memory.max", "memory.current", "inactive_file");

    private final String limitFile;
    private final String usageFile;
    private final String inactiveFileKey;

    CgroupVersion(String limitFile, String usageFile, String inactiveFileKey) {
        this.limitFile = limitFile;
        this.usageFile = usageFile;
        this.inactiveFileKey = inactiveFileKey;
    }

    String limitFile() {
        return limitFile;
    }

    String usageFile() {
        return usageFile;
    }

    /** In {@code memory.stat}: of this group and all below it. */
    String inactiveFileKey() {
        return inactiveFileKey;
    }
}
