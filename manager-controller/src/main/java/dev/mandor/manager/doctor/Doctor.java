package dev.mandor.manager.doctor;

import dev.mandor.daemon.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Carries checks out beside each other, so that one that waits, hangs or fails keeps no other from being told. */
public final class Doctor {
    private final Duration deadline;

    /** @param deadline of each check, from the start of all */
    public Doctor(Duration deadline) {
        this.deadline = deadline;
    }

    private record Examination(Check check, Queue<Finding> findings, CompletableFuture<Void> end) {}

    /**
     * Looks at everything.
     *
     * @param tell is given each finding in the order of {@code checks}, as early as that allows; called by this thread
     * @return the same findings
     */
    public List<Finding> examine(List<Check> checks, Consumer<Finding> tell) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "check");
            thread.setDaemon(true); // one that cannot be interrupted must not keep the process
            return thread;
        });
        try {
            List<Examination> examinations =
                    checks.stream().map(check -> begin(check, threads)).toList();
            List<Finding> all = new ArrayList<>();
            for (Examination examination : examinations) {
                List<Finding> findings = findings(examination);
                findings.forEach(tell);
                all.addAll(findings);
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private Examination begin(Check check, ExecutorService threads) {
        Queue<Finding> findings = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> look(check, findings::add), threads)
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
        return new Examination(check, findings, end);
    }

    private static void look(Check check, Consumer<Finding> tell) {
        try {
            check.look().at(tell);
        } catch (IOException e) {
            tell.accept(Finding.fail(check.subject() + ": " + e.getMessage(), "repair that and check again"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // told as too slow
        }
    }

    private List<Finding> findings(Examination examination) throws InterruptedException {
        List<Finding> findings;
        try {
            examination.end().get();
            findings = List.copyOf(examination.findings());
        } catch (ExecutionException e) {
            findings = new ArrayList<>(examination.findings());
            findings.add(unfinished(examination.check().subject(), e.getCause()));
        }
        return findings;
    }

    private Finding unfinished(String subject, Throwable cause) {
        return cause instanceof TimeoutException
                ? Finding.fail(
                        subject + ": no end within " + Durations.format(deadline),
                        "something hangs there; the other checks did not wait for it")
                : Finding.fail(subject + ": the check itself met a fault, " + cause, "please report it");
    }
}
