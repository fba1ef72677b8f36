/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.plan.Goal;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.plan.ResponseModel;
import dev.ashlar.core.profile.CompositionJudge;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileStore;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.core.workload.ResourceBudget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers what an {@link Ashlar} is made of. Stores, engine, planner, device and budget must be given. */
public final class AshlarBuilder {
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{0,80}");

    private @Nullable CatalogStore catalogs;
    private @Nullable ProfileStore profiles;
    private @Nullable BlockEngine engine;
    private @Nullable Supplier<? extends Planner> planner;
    private @Nullable Device device;
    private @Nullable ResourceBudget budget;
    private @Nullable Vertx vertx;
    private @Nullable Executor callbacks;
    private String addressPrefix = "ashlar.";
    private Ticker ticker = Ticker.system();
    private ToIntFunction<ResourceBudget> workers = asked -> (int) Math.ceil(asked.cpuCores());
    private Bytes mostWarm = new Bytes(Long.MAX_VALUE);
    private double switchingCostPerKiB;
    private double confidence = 0.5;
    private PlanRules rules = PlanRules.PLAIN;
    private Duration planTimeLimit = Duration.ofSeconds(2);
    private Bytes memoryAllowance = Bytes.ofMebi(128);
    private @Nullable Measuring measuring;
    private final List<AlertListener> alertListeners = new ArrayList<>();

    AshlarBuilder() {}

    /** Where networks and their blocks are kept. */
    public AshlarBuilder catalogs(CatalogStore store) {
        catalogs = store;
        return this;
    }

    /** Where profiles are kept. */
    public AshlarBuilder profiles(ProfileStore store) {
        profiles = store;
        return this;
    }

    /** What runs blocks. It stays the caller's: close it after the Ashlar. */
    public AshlarBuilder engine(BlockEngine blocks) {
        engine = blocks;
        return this;
    }

    /** What chooses plans. */
    public AshlarBuilder planner(Planner chooser) {
        return planner(() -> chooser);
    }

    /** What makes the planner; called on the solver thread at the start, and again when a plan is needed if that fails. */
    public AshlarBuilder planner(Supplier<? extends Planner> maker) {
        planner = maker;
        return this;
    }

    /** The machine this is; profiles of other machines are refused. */
    public AshlarBuilder device(Device machine) {
        device = machine;
        return this;
    }

    /** What all streams together may use at the start. */
    public AshlarBuilder budget(ResourceBudget start) {
        budget = start;
        return this;
    }

    /** An instance of Vert.x to live in, which stays the caller's; without one, an own one is made and closed. */
    public AshlarBuilder vertx(Vertx existing) {
        vertx = existing;
        return this;
    }

    /**
     * What event-bus addresses begin with, {@code ashlar.} unless set. Two on one bus need different prefixes.
     *
     * @param prefix at most 80 letters, digits, '.', '_' and '-'
     */
    public AshlarBuilder addressPrefix(String prefix) {
        Argument.require(
                PREFIX.matcher(prefix).matches(),
                "The address prefix (%s) must hold at most 80 letters, digits, '.', '_' and '-'.",
                prefix.length() > 100 ? prefix.substring(0, 100) + "..." : prefix);
        addressPrefix = prefix;
        return this;
    }

    /** The clock of captures and deadlines, that of {@code System.nanoTime()} unless set. */
    public AshlarBuilder ticker(Ticker clock) {
        ticker = clock;
        return this;
    }

    /** How many frames are computed at the same time under a budget: as many as it has cores, rounded up, unless set. */
    public AshlarBuilder workers(ToIntFunction<ResourceBudget> count) {
        workers = count;
        return this;
    }

    /**
     * Most that blocks and networks may occupy that are kept open beyond the plan. Unless set, they fill what the plan leaves of the
     * memory budget, which bounds them in any case.
     */
    public AshlarBuilder mostWarm(Bytes most) {
        mostWarm = most;
        return this;
    }

    /** What fetching a KiB costs, in weighted accuracy, 0..1; 0 unless set. */
    public AshlarBuilder switchingCostPerKiB(double cost) {
        switchingCostPerKiB = Argument.requireInRange("switching cost", cost, 0, 1);
        return this;
    }

    /**
     * What changing a plan costs, in weighted accuracy for each block of a stream that another descendant serves than
     * before, 0..1; 0 unless set. It keeps a plan in force that another one is hardly better than.
     */
    public AshlarBuilder changeCostPerBlock(double cost) {
        rules = rules.withRunning(null, cost);
        return this;
    }

    /**
     * How much of the weighted mean accuracy, 0..1, may be given up to fetch less when plans change; 0 unless set. 1e-4
     * halves what is fetched where budgets waver by a few per cent. For the weighted sum alone: a goal that is set later
     * must be that.
     */
    public AshlarBuilder switchingTolerance(double tolerance) {
        rules = rules.withSwitchingTolerance(tolerance);
        return this;
    }

    /** What makes one plan better than another; the weighted sum of accuracies unless set. */
    public AshlarBuilder goal(Goal aim) {
        rules = rules.withGoal(aim);
        return this;
    }

    /** How long frames take beside those of other streams; as long as alone unless set. */
    public AshlarBuilder responseModel(ResponseModel model) {
        rules = rules.withResponse(model);
        return this;
    }

    /**
     * How sure it must be that a plan keeps the accuracy that it promises: plans are made with the accuracy that
     * compositions have at least with this confidence, as their profiles predict it. Unless set, with what is most likely.
     *
     * @param confidence 0.5 for what is most likely, below 1; networks whose profile predicts nothing are planned with as
     *     they are
     */
    public AshlarBuilder confidence(double confidence) {
        this.confidence = PlanModel.requireConfidence(confidence);
        return this;
    }

    /** How long the planner may take for a plan, 2 s unless set. */
    public AshlarBuilder planTimeLimit(Duration limit) {
        Argument.require(
                limit.compareTo(Duration.ZERO) > 0, "The time limit (%s) of the planner must be above 0.", limit);
        planTimeLimit = limit;
        return this;
    }

    /**
     * How much native memory the process may grow by beside the memory budget, 128 MiB unless set: compiled code, threads
     * and free lists cannot be told from what the engine holds. Where weights and native memory grow beyond budget and
     * allowance, plans are made for as much less.
     */
    public AshlarBuilder memoryAllowance(Bytes allowance) {
        memoryAllowance = allowance;
        return this;
    }

    /** Who hears of trouble; may be called for several. */
    public AshlarBuilder onAlert(AlertListener listener) {
        alertListeners.add(listener);
        return this;
    }

    /**
     * Whether streams are served at lower rates that they allow, and then paused, those of the lowest priority first,
     * where not all can be served as they ask. Unless set, a change that no plan can serve in full is refused.
     */
    public AshlarBuilder ladder(boolean allowed) {
        rules = rules.withLadder(allowed);
        return this;
    }

    /** Where outcomes of frames are delivered, in order for each stream; on the thread where a frame ends unless set. */
    public AshlarBuilder callbacks(Executor executor) {
        callbacks = executor;
        return this;
    }

    /**
     * Has plans in force measured while nothing else is to be done, on the chains that serve, so that the measurement
     * replaces the prediction, in the profile in the store too. Never unless set. Steps are as long as the pieces that
     * frames are computed in, and none begins that is expected to cost a frame its deadline.
     *
     * @param judge knows the images and what the original networks answer to them; it stays the caller's: close it after
     *     the Ashlar
     * @param cpuShare most of one processor that it takes in the long run, 0..1, such as 0.05; nothing is measured with 0
     */
    public AshlarBuilder measuring(CompositionJudge judge, double cpuShare) {
        measuring = new Measuring(judge, cpuShare);
        return this;
    }

    /** Starts an Ashlar that serves nothing yet. Fails if something must be given and is not. */
    public Future<Ashlar> open() {
        try {
            Settings settings = new Settings(
                    require("catalog store", catalogs),
                    require("profile store", profiles),
                    require("engine", engine),
                    require("planner", planner),
                    require("device", device),
                    require("budget", budget),
                    ticker,
                    workers,
                    mostWarm,
                    switchingCostPerKiB,
                    confidence,
                    planTimeLimit,
                    memoryAllowance,
                    alertListeners,
                    rules,
                    callbacks,
                    measuring);
            return Ashlar.open(settings, vertx, addressPrefix);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private static <T> T require(String what, @Nullable T given) {
        if (given == null) {
            throw new IllegalStateException(
                    "The %s of an Ashlar must be given. Maybe call the builder's method of that name.".formatted(what));
        }
        return given;
    }
}
