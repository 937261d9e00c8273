package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.case2fhir.validation.BundleTargets.Target;
import org.case2fhir.validation.BundleTargets.TargetOutcome;
import org.case2fhir.validation.EntryFetcher.EntryContext;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.model.Base.ValidationMode;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.ValidatorSession;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.r5.utils.validation.constants.IdStatus;
import org.hl7.fhir.r5.utils.xver.XVerExtensionManagerOld;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidatorSettings;
import org.hl7.fhir.validation.instance.InstanceValidator;
import org.hl7.fhir.validation.instance.ResourcePercentageLogger;
import org.hl7.fhir.validation.instance.utils.NodeStack;
import org.hl7.fhir.validation.instance.utils.ValidationContext;

/**
 * HAPI's validators, each lent to one thread at a time: to make one takes as long as to check ten
 * resources, and each takes ten megabytes.
 *
 * <p>A validator keeps hold of what it has checked. So that memory is bounded, it is dropped after
 * some elements: those of four Bundles of 60 entries.
 */
final class ValidatorPool {
  /** How many elements a validator checks before it is dropped, or a few more. */
  static final int MOST_ELEMENTS = 16_384;

  private final Queue<ReusedValidator> idle = new ConcurrentLinkedQueue<>();
  private final CoreContext worker;
  private final boolean reusing;

  /**
   * @param reusing whether anything is used twice, validators and what they found; without, this is
   *     what the findings are compared with
   */
  ValidatorPool(CoreContext worker, boolean reusing) {
    this.worker = worker;
    this.reusing = reusing;
  }

  /**
   * Runs a task with a validator that nobody else uses. One that failed is not used again.
   *
   * @param policy what the validator checks
   * @param elements how many the task checks
   */
  <T> T lend(SpecificationPolicy policy, int elements, Function<InstanceValidator, T> task) {
    ReusedValidator lent = idle.poll();
    ReusedValidator validator = lent == null ? new ReusedValidator(worker, reusing) : lent;
    validator.setPolicyAdvisor(policy);
    T result = task.apply(validator);
    validator.checked += elements;
    if (reusing && validator.checked < MOST_ELEMENTS) {
      validator.forget();
      idle.add(validator);
    }
    return result;
  }

  /** A validator that checks one Bundle after the other, each as if it were the first. */
  private static final class ReusedValidator extends InstanceValidator {
    private int checked;
    private boolean following;
    private final boolean reusing;

    ReusedValidator(CoreContext worker, boolean reusing) {
      super(
          worker,
          new FhirInstanceValidator.NullEvaluationContext(),
          new XVerExtensionManagerOld(worker),
          new ValidatorSession(),
          new ValidatorSettings());
      this.reusing = reusing;
      setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
      setAnyExtensionsAllowed(true);
      setResourceIdRule(IdStatus.OPTIONAL);
      setErrorForUnknownProfiles(true);
      setFetcher(new EntryFetcher());
      setAllowXsiLocation(true);
    }

    /** What it warns of once only, it warns of in the next Bundle again. */
    void forget() {
      statusWarnings.clear();
    }

    /**
     * Checks what references lead to against a profile once in a Bundle, not once a reference. What
     * is met on the way is left to HAPI, which cuts circles short.
     */
    @Override
    public boolean startInner(
        ValidationContext context,
        List<ValidationMessage> errors,
        Element resource,
        Element element,
        StructureDefinition definition,
        NodeStack stack,
        boolean specials,
        ResourcePercentageLogger log,
        ValidationMode mode,
        boolean contained) {
      Optional<Target> target =
          !reusing || following || specials
              ? Optional.empty()
              : EntryContext.target(context.getAppContext(), element);
      if (target.isEmpty()) {
        return super.startInner(
            context, errors, resource, element, definition, stack, specials, log, mode, contained);
      }
      following = true;
      try {
        TargetOutcome known = target.get().outcome(definition);
        if (known == null) {
          List<ValidationMessage> found = new ArrayList<>();
          boolean ok =
              super.startInner(
                  context,
                  found,
                  resource,
                  element,
                  definition,
                  stack,
                  false,
                  log,
                  mode,
                  contained);
          known = new TargetOutcome(ok, found);
          target.get().put(definition, known);
        }
        known.messages().stream().filter(m -> !errors.contains(m)).forEach(errors::add);
        return known.ok();
      } finally {
        following = false;
      }
    }
  }
}
