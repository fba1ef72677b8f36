/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Who may use one digest, and the memory it takes if they do. */
final class DigestLevels {
    /*
     * A digest counts once, with the most bytes that any of its chosen variants was measured with. So each size above
     * the last is a level of its own: a literal that every user of this size or more implies, as does the next level,
     * and that costs what it adds. Usually there is one size and one level. A digest with one user needs no literal.
     */
    private final List<User> users = new ArrayList<>();
    private final List<Level> levels = new ArrayList<>();

    private record User(Literal chosen, long bytes) {}

    /**
     * A part of a digest's bytes.
     *
     * @param used true if these bytes are in memory
     * @param size of the digest up to here
     * @param bytes what this level adds
     */
    record Level(Literal used, long size, long bytes) {}

    void addUser(Literal chosen, long bytes) {
        users.add(new User(chosen, bytes));
    }

    /** Adds what is needed to {@code model}, once all users are known. */
    List<Level> build(CpModel model) {
        if (users.size() == 1) {
            User user = users.get(0);
            levels.add(new Level(user.chosen(), user.bytes(), user.bytes()));
            return levels;
        }
        Level last = null;
        for (long size :
                users.stream().mapToLong(User::bytes).distinct().sorted().toArray()) {
            BoolVar used = model.newBoolVar("");
            for (User user : users) {
                if (user.bytes() == size) {
                    model.addImplication(user.chosen(), used);
                }
            }
            if (last != null) {
                model.addImplication(used, last.used());
            }
            last = new Level(used, size, last == null ? size : size - last.size());
            levels.add(last);
        }
        return levels;
    }

    /** Hints the literals that this digest has of its own, given which choices are hinted. */
    void hint(CpModel model, Predicate<Literal> hinted) {
        if (users.size() == 1) {
            return;
        }
        long size = -1;
        for (User user : users) {
            size = hinted.test(user.chosen()) ? Math.max(size, user.bytes()) : size;
        }
        for (Level level : levels) {
            model.addHint(level.used(), level.size() <= size);
        }
    }
}
