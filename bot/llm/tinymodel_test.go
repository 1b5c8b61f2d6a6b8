package llm_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

// TestTinyModel writes a model for engines to run, to the file that BATON_TINY_MODEL names.
func TestTinyModel(t *testing.T) {
	model := tinyModel()
	if !bytes.HasPrefix(model, []byte("GGUF")) || len(model) > 1<<20 {
		t.Fatalf("%d bytes beginning with %q", len(model), model[:4])
	}
	if path := os.Getenv("BATON_TINY_MODEL"); path != "" {
		if err := os.WriteFile(path, model, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

const (
	tinyWidth, tinyHidden = 64, 128
	tinyLayers, tinyHeads = 2, 4
	tinyContext           = 16384
	ggufAlign             = 32
)

// tinyModel is a llama in the format GGUF (version 3, as ggml's documentation describes it) with a token for each byte and
// weights of noise. What it says means nothing, but engines load it as they load any other, and hold it to a grammar. It
// leans towards closing what is open, so that its answers end.
func tinyModel() []byte {
	words, kinds := byteTokens()
	noise := rand.New(rand.NewPCG(1, 2))
	draw := func(n int, scale float64) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(noise.NormFloat64() * scale)
		}
		return v
	}
	ones := func() []float32 {
		v := make([]float32, tinyWidth)
		for i := range v {
			v[i] = 1
		}
		return v
	}

	var g gguf
	for _, pair := range []struct {
		key   string
		value any
	}{
		{"general.architecture", "llama"}, {"general.name", "tiny"}, {"general.alignment", uint32(ggufAlign)},
		{"llama.context_length", uint32(tinyContext)}, {"llama.embedding_length", uint32(tinyWidth)},
		{"llama.block_count", uint32(tinyLayers)}, {"llama.feed_forward_length", uint32(tinyHidden)},
		{"llama.attention.head_count", uint32(tinyHeads)}, {"llama.attention.head_count_kv", uint32(tinyHeads)},
		{"llama.attention.layer_norm_rms_epsilon", float32(1e-5)}, {"llama.rope.dimension_count", uint32(tinyWidth / tinyHeads)},
		{"llama.rope.freq_base", float32(10000)}, {"llama.vocab_size", uint32(len(words))},
		{"tokenizer.ggml.model", "gpt2"}, {"tokenizer.ggml.pre", "default"}, {"tokenizer.ggml.tokens", words},
		{"tokenizer.ggml.token_type", kinds}, {"tokenizer.ggml.merges", []string{"Ā ā"}},
		{"tokenizer.ggml.bos_token_id", uint32(258)}, {"tokenizer.ggml.eos_token_id", uint32(257)},
		{"tokenizer.ggml.padding_token_id", uint32(258)}, {"tokenizer.ggml.add_bos_token", false},
		{"tokenizer.chat_template", "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"},
	} {
		g.set(pair.key, pair.value)
	}

	// All embeddings share one direction; an output along it is likelier whatever came before.
	embedding := draw(len(words)*tinyWidth, 0.3)
	output := draw(len(words)*tinyWidth, 0.02)
	lean := map[string]float32{`"`: 0.5, "]": 0.2, "}": 0.2, "<|im_end|>": 0.32, ",": 0.1, "Ġ": -0.3, "Ċ": -0.3}
	for i, word := range words {
		for k := range tinyWidth {
			shared := float32(1 - 2*(k%2))
			embedding[i*tinyWidth+k] += shared
			output[i*tinyWidth+k] += lean[word] * shared
		}
	}
	g.tensor("token_embd.weight", embedding, tinyWidth, uint64(len(words)))
	g.tensor("output.weight", output, tinyWidth, uint64(len(words)))
	g.tensor("output_norm.weight", ones(), tinyWidth)
	scale := 0.3 / math.Sqrt(tinyWidth)
	for _, layer := range []string{"blk.0.", "blk.1."} {
		g.tensor(layer+"attn_norm.weight", ones(), tinyWidth)
		g.tensor(layer+"ffn_norm.weight", ones(), tinyWidth)
		for _, name := range []string{"attn_q", "attn_k", "attn_v", "attn_output"} {
			g.tensor(layer+name+".weight", draw(tinyWidth*tinyWidth, scale), tinyWidth, tinyWidth)
		}
		g.tensor(layer+"ffn_gate.weight", draw(tinyWidth*tinyHidden, scale), tinyWidth, tinyHidden)
		g.tensor(layer+"ffn_up.weight", draw(tinyWidth*tinyHidden, scale), tinyWidth, tinyHidden)
		g.tensor(layer+"ffn_down.weight", draw(tinyWidth*tinyHidden, scale), tinyHidden, tinyWidth)
	}
	return g.bytes()
}

// byteTokens is a vocabulary of single bytes, written as GPT-2 does: those that do not print as letters from 256 on.
func byteTokens() (words []string, kinds []int32) {
	const normal, control = 1, 3
	next := rune(256)
	for b := range rune(256) {
		if b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae {
			words = append(words, string(b))
		} else {
			words = append(words, string(next))
			next++
		}
		kinds = append(kinds, normal)
	}
	return append(words, "<|im_start|>", "<|im_end|>", "<|endoftext|>"), append(kinds, control, control, control)
}

// gguf is a file in the making: a head, keys with values, descriptions of tensors, their data.
type gguf struct {
	keys, descriptions, data bytes.Buffer
	pairs, tensors           uint64
}

func put(b *bytes.Buffer, values ...any) {
	for _, v := range values {
		if text, ok := v.(string); ok {
			put(b, uint64(len(text)))
			b.WriteString(text)
			continue
		}
		_ = binary.Write(b, binary.LittleEndian, v) // into memory
	}
}

func (g *gguf) set(key string, value any) {
	const u32, i32, f32, boolean, text, list = 4, 5, 6, 7, 8, 9
	put(&g.keys, key)
	switch v := value.(type) {
	case uint32:
		put(&g.keys, uint32(u32), v)
	case float32:
		put(&g.keys, uint32(f32), v)
	case bool:
		put(&g.keys, uint32(boolean), v)
	case string:
		put(&g.keys, uint32(text), v)
	case []string:
		put(&g.keys, uint32(list), uint32(text), uint64(len(v)))
		for _, s := range v {
			put(&g.keys, s)
		}
	case []int32:
		put(&g.keys, uint32(list), uint32(i32), uint64(len(v)), v)
	}
	g.pairs++
}

func (g *gguf) tensor(name string, values []float32, dimensions ...uint64) {
	const f32 = 0
	put(&g.descriptions, name, uint32(len(dimensions)), dimensions, uint32(f32), uint64(g.data.Len()))
	put(&g.data, values)
	pad(&g.data)
	g.tensors++
}

func (g *gguf) bytes() []byte {
	var out bytes.Buffer
	out.WriteString("GGUF")
	put(&out, uint32(3), g.tensors, g.pairs)
	out.Write(g.keys.Bytes())
	out.Write(g.descriptions.Bytes())
	pad(&out)
	out.Write(g.data.Bytes())
	return out.Bytes()
}

func pad(b *bytes.Buffer) {
	for b.Len()%ggufAlign != 0 {
		b.WriteByte(0)
	}
}
