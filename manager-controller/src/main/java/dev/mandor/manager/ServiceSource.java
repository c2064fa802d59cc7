package dev.mandor.manager;

import dev.mandor.manager.cluster.ServiceCatalog;

/** Which services there are. No call ever waits. */
interface ServiceSource {
    /** Those that are known now. */
    ServiceCatalog catalog();

    /** False while there may be more services than are known, because nobody could be asked yet. */
    boolean isSettled();

    /** Services that never change. */
    static ServiceSource of(ServiceCatalog catalog) {
        return new ServiceSource() {
            @Override
            public ServiceCatalog catalog() {
                return catalog;
            }

            @Override
            public boolean isSettled() {
                return true;
            }
        };
    }
}
