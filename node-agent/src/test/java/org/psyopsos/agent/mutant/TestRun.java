package org.psyopsos.agent.mutant;

import java.util.Arrays;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** Runs test classes in this process, with whatever classes come first on its class path. */
public final class TestRun {

  /** All tests have passed. */
  static final int PASSED = 0;

  /** Some have failed. */
  static final int FAILED = 1;

  /** None was run. */
  static final int NONE = 2;

  private TestRun() {}

  /** Takes the names of the classes; the exit status says how it ended. */
  public static void main(String[] classes) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Arrays.stream(classes).map(DiscoverySelectors::selectClass).toList())
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    for (Failure failure : summary.getFailures()) {
      System.out.println(failure.getTestIdentifier().getDisplayName());
      failure.getException().printStackTrace(System.out);
    }
    System.exit(
        summary.getTestsFoundCount() == 0
            ? NONE
            : summary.getTotalFailureCount() > 0 ? FAILED : PASSED);
  }
}
