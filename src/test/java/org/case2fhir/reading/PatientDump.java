package org.case2fhir.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.Sentence;
import org.case2fhir.mention.SentenceSplitter;
import org.case2fhir.model.Span;
import org.case2fhir.reading.PatientText.PatientSentence;
import org.case2fhir.terminology.Vocabulary;

/**
 * Prints the patients found in documents: {@code PatientDump FILE…}; with {@code -v} first also
 * each sentence with the number of its patient, {@code -} for those that were left out.
 */
public final class PatientDump {
  private PatientDump() {}

  /** Entry point. */
  public static void main(String[] args) throws IOException {
    PatientFinder finder = new PatientFinder(new Gazetteer(Vocabulary.builtIn())::isWord);
    boolean all = args.length > 0 && args[0].equals("-v");
    for (int i = all ? 1 : 0; i < args.length; i++) {
      dump(finder, Path.of(args[i]), all);
    }
  }

  private static void dump(PatientFinder finder, Path file, boolean all) throws IOException {
    String name = file.getFileName().toString();
    SourceDocument document =
        DocumentReader.read(name, Files.readAllBytes(file)).value().orElseThrow();
    Result<List<PatientText>> found = finder.find(document);
    StringBuilder line = new StringBuilder(name);
    List<PatientText> patients = found.value().orElse(List.of());
    for (PatientText patient : patients) {
      SubjectReader.Found subject = new SubjectReader(document).read(patient);
      line.append("\t#").append(patient.number());
      patient.mother().ifPresent(mother -> line.append(" of mother #").append(mother));
      line.append(' ').append(patient.account().size());
      line.append('+').append(patient.sentences().size() - patient.account().size());
      line.append(' ').append(subject.sex().map(Object::toString).orElse("?"));
      line.append(' ').append(subject.age().map(Object::toString).orElse("?"));
      subject.issues().forEach(issue -> line.append(" [").append(issue.message()).append(']'));
    }
    if (patients.isEmpty()) {
      line.append("\tREFUSED ").append(found.issues().get(found.issues().size() - 1).message());
    }
    System.out.println(line);
    if (all) {
      sentences(document, patients);
    }
  }

  private static void sentences(SourceDocument document, List<PatientText> patients) {
    for (Section section : document.sections()) {
      System.out.println("== " + section.kind() + " " + section.heading().orElse(""));
      for (List<Span> paragraph : section.paragraphs()) {
        Passage passage = Passage.of(document, paragraph);
        for (Sentence sentence : SentenceSplitter.of(passage.text())) {
          Span span = passage.original(sentence.span().start(), sentence.span().end());
          Set<String> whose = new HashSet<>();
          for (PatientText patient : patients) {
            for (PatientSentence own : patient.sentences()) {
              if (own.original(own.sentence().span()).equals(span)) {
                whose.add(patient.number() + (own.inCase() ? "" : "*"));
              }
            }
          }
          String words = passage.text().substring(sentence.span().start(), sentence.span().end());
          List<String> marks = new ArrayList<>(whose);
          marks.sort(null);
          System.out.println((marks.isEmpty() ? "-" : String.join(",", marks)) + "\t" + words);
        }
      }
    }
  }
}
