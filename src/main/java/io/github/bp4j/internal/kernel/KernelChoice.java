package io.github.bp4j.internal.kernel;

import java.util.function.IntSupplier;

/**
 * Which kernel a JVM runs and why, from what it was told and what it is.
 *
 * @param simd whether the SIMD kernel runs; else the plain one
 * @param explanation one sentence: which, why, and how to change it; if {@code impossible}, what was asked for, why it
 *     cannot be, and the remedy
 * @param impossible whether no kernel can do what was asked for
 */
record KernelChoice(boolean simd, String explanation, boolean impossible) {
    private static final String REMEDY_MODULE = "start Java with --add-modules jdk.incubator.vector";

    /**
     * What a JVM is.
     *
     * @param vectorModule whether jdk.incubator.vector is in the boot layer
     * @param name java.vm.name
     * @param info java.vm.info
     * @param stopAtLevel -XX:TieredStopAtLevel, 4 where unknown: the level of C2
     * @param vectorBits the width of the widest vectors that it turns into machine instructions; asked only where there
     *     is the vector module
     */
    record Machine(boolean vectorModule, String name, String info, int stopAtLevel, IntSupplier vectorBits) {

        /** Why compiled code is not as good as C2's; null if it is. */
        private String withoutC2() {
            if (!name.contains("Server VM")) {
                return "this JVM is " + name + ", which has no C2 compiler";
            }
            if (info.contains("interpreted mode")) {
                return "the C2 compiler is off (-Xint)";
            }
            if (info.contains("emulated-client") || stopAtLevel < 4) {
                return "the C2 compiler is off (-XX:TieredStopAtLevel=" + Math.min(stopAtLevel, 3) + ")";
            }
            return null;
        }
    }

    /**
     * The choice.
     *
     * @param kernel the system property bp4j.kernel, or null
     * @param bits the system property bp4j.simd.bits, or null
     */
    static KernelChoice of(String kernel, String bits, Machine machine) {
        if (kernel != null && !kernel.equals("plain") && !kernel.equals("simd")) {
            return impossible("system property bp4j.kernel is \"" + kernel + "\"; it must be plain or simd");
        }
        if (bits != null && !bits.equals("128") && !bits.equals("256") && !bits.equals("512")) {
            return impossible("system property bp4j.simd.bits is \"" + bits + "\"; it must be 128, 256 or 512");
        }
        if ("plain".equals(kernel)) {
            return plain("system property bp4j.kernel asks for it");
        }
        boolean forced = kernel != null;
        if (!machine.vectorModule) {
            return forced
                    ? impossible("system property bp4j.kernel is simd, but the module jdk.incubator.vector is missing; "
                            + REMEDY_MODULE)
                    : plain("the module jdk.incubator.vector is missing; for SIMD " + REMEDY_MODULE);
        }
        String withoutC2 = machine.withoutC2();
        if (withoutC2 != null && !forced) {
            return plain(withoutC2 + ", without which SIMD is slower than plain");
        }
        int vectorBits = machine.vectorBits.getAsInt();
        if (vectorBits < 128) {
            String reason = "this JVM knows no vectors of 128 bits or more on this processor";
            return forced
                    ? impossible("system property bp4j.kernel is simd, but " + reason + "; leave the property out")
                    : plain(reason);
        }
        if (bits != null && Integer.parseInt(bits) > vectorBits) {
            return impossible("system property bp4j.simd.bits is " + bits + ", but this JVM's vectors have at most "
                    + vectorBits + " bits on this processor; set it to " + vectorBits + " or less, or leave it out");
        }
        String width = bits != null ? bits : Integer.toString(vectorBits);
        String reason = forced
                ? "system property bp4j.kernel asks for it"
                : "the module jdk.incubator.vector is there; plain until SIMD is compiled";
        return new KernelChoice(
                true,
                "simd kernel, " + width + " bits: " + reason + (withoutC2 == null ? "" : ", though " + withoutC2),
                false);
    }

    private static KernelChoice plain(String reason) {
        return new KernelChoice(false, "plain kernel: " + reason, false);
    }

    private static KernelChoice impossible(String message) {
        return new KernelChoice(false, message, true);
    }
}
