package io.github.bp4j.peers;

import java.util.ArrayList;
import java.util.List;

/** What is measured. */
final class Cases {
    private static final Integer[][] LAYERS = {
        {16, 4, 16},
        {10, 128, 32},
        {64, 64, 32},
        {128, 784, 32},
        {256, 784, 128},
        {1024, 1024, 256},
        {100, 2048, 512},
        {1000, 1000, 1},
        {37, 83, 61},
        {512, 512, 512},
        {1024, 1024, 1024},
        {2048, 2048, 2048}
    };

    private Cases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        cases.add(Case.step(16, 4, 16, 3));
        cases.add(Case.step(32, 64, 64, 10));
        cases.add(Case.step(32, 784, 128, 10));
        cases.add(Case.step(128, 784, 256, 128, 10));
        cases.add(Case.step(256, 784, 1024, 1024, 10));
        cases.add(Case.step(512, 2048, 2048, 2048, 100));
        cases.add(Case.prediction(4, 16, 3));
        cases.add(Case.prediction(64, 64, 10));
        cases.add(Case.prediction(784, 128, 10));
        for (Integer[] layer : LAYERS) {
            for (Case.Form form : Case.Form.values()) {
                cases.add(Case.product(form, layer));
            }
        }
        return cases;
    }
}
