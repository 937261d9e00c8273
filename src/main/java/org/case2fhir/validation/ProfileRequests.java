package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Element.SpecialElement;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.model.StructureDefinition.StructureDefinitionKind;

/** Finds the profiles that a user asked for, and says what is wrong with those it cannot find. */
final class ProfileRequests {
  private static final Pattern WITH_TYPE = Pattern.compile("([A-Z][A-Za-z]+)=(.+)");

  private final IWorkerContext worker;
  private final List<String> packages;
  private final List<Issue> issues;
  private final Map<String, List<StructureDefinition>> found = new HashMap<>();

  /**
   * @param packages names of what was searched, for the issue of a profile that is not there
   */
  ProfileRequests(IWorkerContext worker, List<String> packages, List<Issue> issues) {
    this.worker = worker;
    this.packages = packages;
    this.issues = issues;
  }

  RequestedProfiles find(List<String> requests) {
    requests.forEach(this::add);
    return new RequestedProfiles(found);
  }

  private void add(String request) {
    Matcher typed = WITH_TYPE.matcher(request);
    boolean hasType = typed.matches();
    String url = hasType ? typed.group(2) : request;
    fetch(url).ifPresent(profile -> add(profile, url, hasType ? typed.group(1) : ""));
  }

  private void add(StructureDefinition profile, String url, String type) {
    String constrained = profile.getType();
    if (profile.getKind() != StructureDefinitionKind.RESOURCE) {
      String solution = "give a profile of a resource";
      error("profile-unusable", url + " is not a profile of a resource", url, solution);
    } else if (!type.isEmpty() && !type.equals(constrained)) {
      String message = url + " is a profile of " + constrained + ", not of " + type;
      error("profile-wrong-type", message, url, "leave the type out, or give another profile");
    } else {
      found.computeIfAbsent(constrained, t -> new ArrayList<>()).add(profile);
    }
  }

  private Optional<StructureDefinition> fetch(String url) {
    StructureDefinition profile;
    try {
      profile = worker.fetchResource(StructureDefinition.class, url);
    } catch (RuntimeException e) {
      // HAPI throws of every kind on a profile that contradicts itself or lacks its base.
      String solution = "check the profile, and that the packages it builds on are there";
      error("profile-unusable", "the profile " + url + " cannot be used", url, solution);
      return Optional.empty();
    }
    if (profile == null) {
      String message = "no profile " + url + " is in " + String.join(", ", packages);
      error("unknown-profile", message, url, "name the package that defines it: --ig FILE");
    }
    return Optional.ofNullable(profile);
  }

  private void error(String code, String message, String url, String solution) {
    issues.add(Issue.error(code, message, Location.of(url), solution));
  }

  /**
   * Profiles that a user wants met besides those that resources claim.
   *
   * @param byType profiles by the type of resource that they constrain
   */
  record RequestedProfiles(Map<String, List<StructureDefinition>> byType) {
    static final RequestedProfiles NONE = new RequestedProfiles(Map.of());

    /** Those that a resource must meet; a contained resource is part of another and need not. */
    List<StructureDefinition> of(Element resource) {
      if (resource.getSpecial() == SpecialElement.CONTAINED) {
        return List.of();
      }
      List<StructureDefinition> profiles = new ArrayList<>();
      for (String type : List.of(resource.fhirType(), "DomainResource", "Resource")) {
        profiles.addAll(byType.getOrDefault(type, List.of()));
      }
      return profiles;
    }
  }
}
