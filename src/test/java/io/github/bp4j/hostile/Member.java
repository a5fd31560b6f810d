package io.github.bp4j.hostile;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A constructor or method of the public API.
 *
 * @param owner the public type through which it is called
 * @param executable what is called
 * @param parameters the names of its parameters, as the source has them
 */
record Member(Class<?> owner, Executable executable, List<String> parameters) {
    /** Whether it is called on an object. */
    boolean needsReceiver() {
        return executable instanceof Method && !Modifier.isStatic(executable.getModifiers());
    }

    /** "Matrix.set". */
    String name() {
        String type = typeName(owner);
        return executable instanceof Constructor ? type + ".new" : type + "." + executable.getName();
    }

    /** "Matrix.set(int row, int column, double value)". */
    String signature() {
        Type[] types = types();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < types.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(typeName(types[i]))
                    .append(' ')
                    .append(parameters.get(i));
        }
        return name() + "(" + text + ")";
    }

    /** The types of the parameters, generic where the source is. */
    Type[] types() {
        Type[] generic = executable.getGenericParameterTypes();
        return generic.length == parameters.size() ? generic : executable.getParameterTypes();
    }

    /** What it gives, or what it throws. */
    Object call(Object receiver, Object[] arguments) throws Throwable {
        try {
            return executable instanceof Constructor<?> constructor
                    ? constructor.newInstance(arguments)
                    : ((Method) executable).invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** "Network.Prediction", "List<String>". */
    static String typeName(Type type) {
        return Arrays.stream(type.getTypeName().replace('$', '.').split("(?<=[<,\\[ ])|(?=[>,\\[ ])"))
                .map(word -> word.replaceFirst("^([a-z0-9_]+\\.)+", ""))
                .collect(Collectors.joining());
    }
}
