package io.github.bp4j.hostile;

import io.github.bp4j.data.Datasets;
import io.github.bp4j.hostile.Worker.Outcome;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls the members of a type with valid arguments, and with hostile ones in place of one argument at a time. */
final class HostileCalls {
    private final Fixtures fixtures;
    private final Judge judge;
    private final Worker worker;
    private int calls;

    HostileCalls(Fixtures fixtures, Judge judge, Worker worker) {
        this.fixtures = fixtures;
        this.judge = judge;
        this.worker = worker;
    }

    /** How many calls were made. */
    int calls() {
        return calls;
    }

    /** Adds the constants of these types, and what their constructors and factories make, to the objects. */
    void addMade(List<Class<?>> types, ParameterNames names) throws Exception {
        for (Class<?> type : types) {
            for (Field field : type.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && types.contains(field.getType())) {
                    fixtures.add(field.getType(), () -> field.get(null));
                }
            }
        }
        List<Member> makers = types.stream()
                .filter(type -> !Throwable.class.isAssignableFrom(type) && type != Datasets.class)
                .flatMap(type -> PublicApi.members(type, names).stream())
                .filter(member -> !member.needsReceiver() && types.contains(made(member)))
                .toList();
        for (Member member : makers) {
            member.executable().setAccessible(true);
            if (fixtures.hasArguments(member)
                    && !worker.call(member, null, valid(member)).isRefused()) {
                fixtures.add(made(member), () -> make(member));
            }
        }
    }

    private static Class<?> made(Member member) {
        return member.executable() instanceof Method method ? method.getReturnType() : member.owner();
    }

    private Object make(Member member) throws Exception {
        try {
            return member.call(null, valid(member));
        } catch (Throwable e) {
            throw new IllegalStateException("not made by " + member.signature(), e);
        }
    }

    /** What is wrong with the answer to valid arguments: at least one object of the type must accept them. */
    Optional<String> complaintAboutValid(Member member) throws Exception {
        member.executable().setAccessible(true);
        List<Fixtures.Maker> receivers = receivers(member);
        List<Throwable> thrown = new ArrayList<>();
        for (Fixtures.Maker receiver : receivers) {
            Outcome outcome = call(member, worker.make(receiver), valid(member));
            if (!outcome.isRefused()) {
                return Optional.empty();
            }
            thrown.add(outcome.thrown());
        }
        return Optional.of(member.signature() + ": valid arguments are refused: " + thrown);
    }

    /** What is wrong with the answers to hostile arguments. */
    List<String> complaints(Member member) throws Exception {
        member.executable().setAccessible(true);
        List<String> complaints = new ArrayList<>();
        for (Fixtures.Maker receiver : receivers(member)) {
            Outcome outcome = call(member, worker.make(receiver), valid(member));
            for (int parameter = 0; parameter < member.parameters().size(); parameter++) {
                List<Hostile> hostiles = hostile(member, parameter);
                for (int i = 0; i < hostiles.size(); i++) {
                    complaint(member, parameter, i, receiver, outcome).ifPresent(complaints::add);
                }
            }
        }
        return complaints.stream().distinct().toList();
    }

    private Optional<String> complaint(Member member, int parameter, int which, Fixtures.Maker maker, Outcome valid)
            throws Exception {
        Object receiver = worker.make(maker);
        Hostile hostile = hostile(member, parameter).get(which);
        Object[] arguments = valid(member);
        arguments[parameter] = hostile.value();
        long before = Fingerprint.hash(receiver, arguments);
        Outcome outcome = call(member, receiver, arguments);
        Optional<String> complaint = judge.complaint(member, parameter, hostile, valid, outcome);
        if (complaint.isEmpty() && outcome.isRefused() && Fingerprint.hash(receiver, arguments) != before) {
            complaint = Optional.of("is refused, but changes " + change(member, parameter, which, maker));
        }
        return complaint.map(text ->
                member.signature() + ": " + member.parameters().get(parameter) + " = " + hostile.label() + " " + text);
    }

    /** What the call changes, by making it again. */
    private String change(Member member, int parameter, int which, Fixtures.Maker maker) throws Exception {
        Object receiver = worker.make(maker);
        Object[] arguments = valid(member);
        arguments[parameter] = hostile(member, parameter).get(which).value();
        List<String> before = Fingerprint.lines(receiver, arguments);
        call(member, receiver, arguments);
        List<String> after = Fingerprint.lines(receiver, arguments);
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            if (!before.get(i).equals(after.get(i))) {
                return before.get(i) + " to " + after.get(i);
            }
        }
        return "something";
    }

    private List<Hostile> hostile(Member member, int parameter) throws Exception {
        Class<?> type = member.executable().getParameterTypes()[parameter];
        String name = member.parameters().get(parameter);
        return Hostile.inPlaceOf(type, fixtures.argument(member, parameter), fixtures.alternatives(type, name));
    }

    private Outcome call(Member member, Object receiver, Object[] arguments) {
        calls++;
        return worker.call(member, receiver, arguments);
    }

    private List<Fixtures.Maker> receivers(Member member) {
        if (!member.needsReceiver()) {
            return List.of(() -> null);
        }
        List<Fixtures.Maker> receivers = fixtures.objects(member.owner());
        if (receivers.isEmpty()) {
            throw new IllegalStateException("no object to call " + member.signature() + " on");
        }
        return receivers;
    }

    private Object[] valid(Member member) throws Exception {
        Object[] arguments = new Object[member.parameters().size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = fixtures.argument(member, i);
        }
        return arguments;
    }
}
