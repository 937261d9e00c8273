package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.validation.BundleTargets.Target;
import org.case2fhir.validation.BundleTargets.TargetOutcome;
import org.case2fhir.validation.EntryFetcher.EntryContext;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r5.model.Base;
import org.hl7.fhir.r5.model.Base.ValidationMode;
import org.hl7.fhir.r5.model.CodeableConcept;
import org.hl7.fhir.r5.model.Coding;
import org.hl7.fhir.r5.model.ElementDefinition;
import org.hl7.fhir.r5.model.ElementDefinition.ConstraintSeverity;
import org.hl7.fhir.r5.model.ElementDefinition.ElementDefinitionConstraintComponent;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.model.ValueSet;
import org.hl7.fhir.r5.terminologies.utilities.ValidationResult;
import org.hl7.fhir.r5.utils.validation.ValidatorSession;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.r5.utils.validation.constants.IdStatus;
import org.hl7.fhir.r5.utils.xver.XVerExtensionManagerOld;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidatorSettings;
import org.hl7.fhir.validation.instance.InstanceValidator;
import org.hl7.fhir.validation.instance.ResourcePercentageLogger;
import org.hl7.fhir.validation.instance.utils.ElementInfo;
import org.hl7.fhir.validation.instance.utils.NodeStack;
import org.hl7.fhir.validation.instance.utils.ValidationContext;

/**
 * HAPI's validators, each lent to one thread at a time: to make one takes as long as to check ten
 * resources, and each takes some megabytes.
 *
 * <p>A validator remembers each code that it has checked. So that memory is bounded, it is dropped
 * after some elements: those of forty Bundles of 60 entries.
 */
final class ValidatorPool {
  /** How many elements a validator checks before it is dropped, or a few more. */
  private static final int MOST_ELEMENTS = 160_000;

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
      getTextsToCheck().clear(); // they hold the Bundle, for a service that nobody asks
    }

    /** Evaluates no invariant of those that hold of nearly every element where this one does. */
    @Override
    public boolean checkInvariants(
        ValidationContext context,
        List<ValidationMessage> errors,
        StructureDefinition profile,
        ElementDefinition definition,
        Element resource,
        Element element,
        NodeStack stack,
        boolean onlyOwn) {
      return reusing && PlainInvariants.hold(definition, element)
          || super.checkInvariants(
              context, errors, profile, definition, resource, element, stack, onlyOwn);
    }

    @Override
    public boolean checkInvariant(
        ValidationContext context,
        List<ValidationMessage> errors,
        String path,
        StructureDefinition profile,
        Element resource,
        Element element,
        ElementDefinitionConstraintComponent invariant) {
      if (reusing && PlainInvariants.holds(invariant, element)) {
        return true;
      }
      Optional<Boolean> distinct =
          new DistinctMembers(getFHIRPathEngine(), context, resource, element)
              .holds(invariant.getExpression());
      if (distinct.isEmpty()) {
        return super.checkInvariant(context, errors, path, profile, resource, element, invariant);
      }
      boolean warns = invariant.getSeverity() == ConstraintSeverity.WARNING;
      if (!distinct.get()) {
        String text =
            "Constraint failed: %s: '%s'".formatted(invariant.getKey(), invariant.getHuman());
        errors.add(
            new ValidationMessage(
                ValidationMessage.Source.InstanceValidator,
                ValidationMessage.IssueType.INVARIANT,
                element.line(),
                element.col(),
                path,
                text,
                warns
                    ? ValidationMessage.IssueSeverity.WARNING
                    : ValidationMessage.IssueSeverity.ERROR));
      }
      return distinct.get() || warns;
    }

    @Override
    public ValidationResult checkCodeOnServer(
        NodeStack stack,
        String code,
        String system,
        String version,
        String display,
        boolean checkDisplay) {
      return super.checkCodeOnServer(
          CodePlace.of(stack, context), code, system, version, display, checkDisplay);
    }

    @Override
    public ValidationResult checkCodeOnServer(NodeStack stack, ValueSet valueSet, Coding coding) {
      return super.checkCodeOnServer(CodePlace.of(stack, context), valueSet, coding);
    }

    // HAPI alone can name the checked exception, and catches it.
    @Override
    public ValidationResult checkCodeOnServer(
        NodeStack stack, ValueSet valueSet, CodeableConcept concept) {
      try {
        return super.checkCodeOnServer(CodePlace.of(stack, context), valueSet, concept);
      } catch (Exception e) {
        throw ReusedValidator.<RuntimeException>unchecked(e);
      }
    }

    @SuppressWarnings("unchecked") // what is thrown stays as it is
    private static <E extends Exception> E unchecked(Exception e) throws E {
      throw (E) e;
    }

    /** A name that is none of the definition's is known to be so without cutting strings. */
    @Override
    public boolean matchSlice(
        ValidationContext context,
        List<ValidationMessage> errors,
        List<ValidationMessage> sliceInfo,
        StructureDefinition profile,
        NodeStack stack,
        ElementDefinition slicer,
        List<ElementDefinition> slices,
        boolean unsupported,
        List<String> problematicPaths,
        int sliceOffset,
        int i,
        StructureDefinition structure,
        ElementDefinition definition,
        boolean childUnsupported,
        ElementInfo child,
        BooleanHolder ok) {
      String path = definition.getPath();
      boolean other =
          reusing && !childUnsupported && !path.endsWith(child.getName()) && !path.endsWith("[x]");
      return other
          ? unsupported
          : super.matchSlice(
              context,
              errors,
              sliceInfo,
              profile,
              stack,
              slicer,
              slices,
              unsupported,
              problematicPaths,
              sliceOffset,
              i,
              structure,
              definition,
              childUnsupported,
              child,
              ok);
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

  /** Where a code stands, without the resource around it: validators remember it with the code. */
  private static final class CodePlace extends NodeStack {
    private final String path;

    private CodePlace(IWorkerContext worker, NodeStack stack) {
      super(worker);
      path = stack.getLiteralPath();
      setWorkingLang(stack.getWorkingLang());
    }

    static NodeStack of(NodeStack stack, IWorkerContext worker) {
      return stack == null ? null : new CodePlace(worker, stack);
    }

    @Override
    public String getLiteralPath() {
      return path;
    }
  }

  /**
   * Invariants that many members are distinct, such as the codes of a code system. HAPI compares
   * each with each; here they are put into a set.
   */
  record DistinctMembers(
      FHIRPathEngine engine, ValidationContext context, Element resource, Element element) {
    /** {@code members.isDistinct()}, alone or behind something and {@code or} or {@code and}. */
    private static final Pattern DISTINCT =
        Pattern.compile("(?:(.+) (or|and) )?(\\S+)\\.isDistinct\\(\\)");

    /** What binds its operands less than {@code or} and {@code and} do. */
    private static final Map<String, Pattern> WEAKER =
        Map.of(
            "or", Pattern.compile("\\bimplies\\b"),
            "and", Pattern.compile("\\b(?:or|xor|implies)\\b"));

    private static final Pattern QUOTED =
        Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|`[^`]*`|\"[^\"]*\"");
    private static final Pattern BRACKETS = Pattern.compile("\\([^()]*\\)|\\[[^\\[\\]]*\\]");
    private static final Pattern LEFT_OPEN = Pattern.compile("[()\\[\\]'`\"]");
    private static final Pattern PATH = Pattern.compile("[%$\\w.]*");

    private static final Set<String> TEXTS = Set.of("string", "code", "id", "uri", "canonical");

    /** Fewer are left to HAPI, which compares them fast enough. */
    private static final int MANY = 500;

    /** Whether an invariant holds; empty if it is not of this kind, or not of many members. */
    Optional<Boolean> holds(String expression) {
      if (expression == null || !expression.endsWith(".isDistinct()")) {
        return Optional.empty();
      }
      Matcher parts = DISTINCT.matcher(expression);
      if (!parts.matches() || !isUnderstood(parts)) {
        return Optional.empty();
      }
      List<Base> members = evaluate(parts.group(3));
      boolean comparable =
          members.stream().allMatch(each -> each.isPrimitive() && TEXTS.contains(each.fhirType()));
      if (members.size() < MANY || !comparable) {
        return Optional.empty();
      }
      Set<String> values = new HashSet<>();
      boolean distinct = members.stream().allMatch(each -> values.add(each.primitiveValue()));
      if (parts.group(1) == null) {
        return Optional.of(distinct);
      }
      boolean other = engine.convertToBoolean(evaluate(parts.group(1)));
      return Optional.of(parts.group(2).equals("or") ? distinct || other : distinct && other);
    }

    /** Whether the last operator is the weakest, so that all before it is its first operand. */
    static boolean isUnderstood(String expression) {
      Matcher parts = DISTINCT.matcher(expression);
      return parts.matches() && isUnderstood(parts);
    }

    private static boolean isUnderstood(Matcher parts) {
      if (!PATH.matcher(outside(parts.group(3))).matches()) {
        return false;
      }
      if (parts.group(1) == null) {
        return true;
      }
      String first = outside(parts.group(1));
      return !LEFT_OPEN.matcher(first).find() && !WEAKER.get(parts.group(2)).matcher(first).find();
    }

    /** An expression without what it has in quotes and brackets. */
    private static String outside(String expression) {
      String rest = QUOTED.matcher(expression).replaceAll("");
      for (String before = ""; !before.equals(rest); ) {
        before = rest;
        rest = BRACKETS.matcher(rest).replaceAll("");
      }
      return rest;
    }

    private List<Base> evaluate(String expression) {
      return engine.evaluate(
          context, resource, context.getRootResource(), element, engine.parse(expression));
    }
  }

  /** Invariants that all elements, or all extensions, have; FHIRPath takes long over them. */
  private static final class PlainInvariants {
    private static final String ELEMENT = "hasValue() or (children().count() > id.count())";
    private static final String EXTENSION = "extension.exists() != value.exists()";

    private PlainInvariants() {}

    /** Whether a definition has only these, and they are known to hold. */
    static boolean hold(ElementDefinition definition, Element element) {
      for (ElementDefinitionConstraintComponent invariant : definition.getConstraint()) {
        if (!holds(invariant, element)) {
          return false;
        }
      }
      return true;
    }

    /** Whether it is one of these, and is known to hold. */
    static boolean holds(ElementDefinitionConstraintComponent invariant, Element element) {
      String expression = invariant.getExpression();
      return ELEMENT.equals(expression) && saysSomething(element)
          || EXTENSION.equals(expression) && isEitherOr(element);
    }

    private static boolean saysSomething(Element element) {
      if (element.isPrimitive()) {
        String value = element.primitiveValue();
        return value != null && !value.isEmpty();
      }
      // HAPI stumbles over a Quantity whose value is no number.
      return !element.fhirType().equals("Quantity");
    }

    private static boolean isEitherOr(Element element) {
      boolean nested = false;
      boolean valued = false;
      for (Element child : element.getChildren()) {
        boolean says = !child.isEmpty(); // what is empty does not exist
        nested |= says && child.getName().equals("extension");
        valued |= says && child.getProperty().getName().equals("value[x]");
      }
      return nested != valued;
    }
  }
}
